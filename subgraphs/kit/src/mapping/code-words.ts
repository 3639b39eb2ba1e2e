/**
 * What people write for the contract's codes, where it can mean one code only.
 *
 * Data only, in six languages; `code-by-word.ts` normalises and applies it. What is near but not the same (a militia,
 * an extortion, a threat) is not here: a person decides about it. Phrases are separated by `|`.
 */
import type { ActType } from '@vigil/shared';

export const SEX_CODES = {
  FEMALE:
    'female|f|woman|women|girl|femme|femmes|féminin|fille|femenino|femenina|mujer|mujeres|niña|feminino|feminina|mulher|mulheres|menina|женский|жен|ж|женщина|женщины|أنثى|انثى|إناث|امرأة|نساء',
  MALE: 'male|man|men|boy|homme|hommes|masculin|garçon|masculino|hombre|hombres|niño|homem|homens|menino|мужской|муж|мужчина|мужчины|ذكر|ذكور|رجل|رجال',
  OTHER: 'other|autre|otro|outro|другой|آخر|non binary|nonbinary|non binaire|no binario|não binário',
  UNKNOWN:
    'unknown|not known|unspecified|inconnu|inconnue|non précisé|desconocido|desconocida|sin dato|desconhecido|não informado|неизвестно|не указан|не указано|غير معروف|غير محدد|مجهول',
} as const;

export const GROUP_CODES = {
  JOURNALIST:
    'journalist|journalists|reporter|media worker|journaliste|journalistes|periodista|periodistas|jornalista|jornalistas|журналист|журналисты|журналистка|صحفي|صحفية|صحفيون|صحفيين|صحافي|إعلامي',
  HUMAN_RIGHTS_DEFENDER:
    'human rights defender|human rights defenders|hrd|hrds|rights defender|défenseur des droits humains|défenseurs des droits humains|défenseur des droits de l’homme|défenseure des droits humains|défenseur|defensor de derechos humanos|defensora de derechos humanos|defensor de ddhh|defensor dos direitos humanos|defensora dos direitos humanos|правозащитник|правозащитница|правозащитники|مدافع عن حقوق الإنسان|مدافعة عن حقوق الإنسان|حقوقي|حقوقية',
  TRADE_UNIONIST:
    'trade unionist|trade unionists|union leader|unionist|syndicaliste|syndicalistes|sindicalista|sindicalistas|профсоюзный деятель|член профсоюза|نقابي|نقابية|نقابيون',
  PROTESTER:
    'protester|protesters|protestor|protestors|demonstrator|demonstrators|manifestant|manifestante|manifestants|manifestantes|протестующий|протестующие|участник протеста|участник акции|демонстрант|متظاهر|متظاهرة|متظاهرون|متظاهرين|محتج',
  AID_WORKER:
    'aid worker|aid workers|humanitarian worker|humanitarian|travailleur humanitaire|humanitaire|trabajador humanitario|trabajadora humanitaria|trabalhador humanitário|гуманитарный работник|عامل إغاثة|عامل إنساني|عمال الإغاثة',
  MINORITY: 'minority|minorities|minorité|minorités|minoría|minoria|меньшинство|أقلية|أقليات',
  STUDENT:
    'student|students|étudiant|étudiante|étudiants|estudiante|estudiantes|estudante|estudantes|студент|студентка|студенты|طالب|طالبة|طلاب',
  OTHER: 'other|others|autre|autres|otro|otros|otra|outro|outros|outra|другое|другой|прочее|أخرى|آخر',
  UNKNOWN: SEX_CODES.UNKNOWN,
} as const;

export const PERPETRATOR_CODES = {
  STATE:
    'state|state actor|state forces|government|government forces|police|the police|army|military|armed forces|security forces|state security forces|intelligence services|gendarmerie|état|gouvernement|forces gouvernementales|armée|militaires|forces de sécurité|forces de l’ordre|gendarmes|policiers|estado|gobierno|policía|policía nacional|ejército|fuerzas armadas|fuerzas de seguridad|fuerza pública|militares|governo|polícia|polícia militar|exército|forças armadas|forças de segurança|государство|полиция|армия|военные|силовики|силовые структуры|الدولة|الشرطة|الجيش|قوات الأمن|الأمن|القوات الحكومية|الحكومة',
  NON_STATE:
    'non state|non state actor|non state armed group|armed group|rebels|rebel group|insurgents|acteur non étatique|groupe armé|groupe armé non étatique|rebelles|insurgés|actor no estatal|grupo armado|grupo armado no estatal|guerrilla|insurgentes|ator não estatal|grupo armado não estatal|негосударственный|вооруженная группа|повстанцы|جماعة مسلحة|جماعات مسلحة|متمردون|جهة غير حكومية',
  PRO_STATE:
    'pro state|pro government|pro government militia|progovernment militia|milice progouvernementale',
  UNKNOWN: `${SEX_CODES.UNKNOWN}|unidentified|no information|unknown perpetrator|unknown actor|non identifié|inconnus|no identificado|desconocidos|não identificado|неустановленные лица|неизвестные|مجهولون|مجهولين`,
} as const;

export const VERIFICATION_CODES = {
  VERIFIED: 'verified|vérifié|vérifiée|verificado|verificada|проверено|متحقق منه',
  CORROBORATED: 'corroborated|corroboré|corroborado|corroborada|подтверждено несколькими источниками',
  CREDIBLE_SINGLE_SOURCE:
    'credible single source|single credible source|single source|source unique crédible',
  RECEIVED: 'received|reçu|recibido|recebido|получено',
  ADJUDICATED: 'adjudicated|jugé|juzgado|julgado',
  INCONCLUSIVE: 'inconclusive|non concluant|no concluyente|inconclusivo',
  DISPROVEN: 'disproven|refuted|réfuté|desmentido|опровергнуто',
} as const;

/** Beside the names that HURIDOCS prints in English, French and Spanish. */
export const ACT_CODES: Readonly<Partial<Record<ActType, string>>> = {
  ARREST:
    'arrests|arbitrary arrest|arrestation arbitraire|arrestations|arrestation|arresto arbitrario|arrestos',
  DETENTION:
    'detention|detentions|arbitrary detention|imprisonment|détention|détention arbitraire|détentions|detención|detención arbitraria|detenciones|encarcelamiento|detenção|detenção arbitrária|задержание|задержания|лишение свободы|احتجاز|احتجاز تعسفي',
  HOUSE_ARREST:
    'assignation à résidence|résidence surveillée|arresto domiciliario|prisión domiciliaria|prisão domiciliar|домашний арест|إقامة جبرية',
  MASS_ROUNDUP:
    'mass arrest|mass arrests|mass round up|arrestations massives|rafles|redadas|arrestos masivos',
  ABDUCTION_KIDNAPPING:
    'abduction|abductions|kidnapping|kidnappings|kidnap|kidnapped|abducted|enlèvement|enlèvements|rapt|kidnappings|secuestros|plagio|sequestro|sequestros|rapto|похищение|похищения|خطف|اختطاف',
  DISAPPEARANCE:
    'enforced disappearance|forced disappearance|enforced disappearances|disparition forcée|disparitions forcées|desaparición forzada|desaparecimento forçado|насильственное исчезновение|اختفاء قسري|إخفاء قسري',
  CENSORSHIP: 'censura|цензура|رقابة',
  WEBSITE_BLOCKING:
    'website blocking|blocking of websites|blocking of a website|blocage de site|blocage de sites|bloqueo de sitios|bloqueio de sites|блокировка сайта|حجب موقع|حجب مواقع',
  INTERNET_SHUTDOWN:
    'internet shutdown|internet shutdowns|shutdown|coupure d’internet|coupure internet|corte de internet|apagón de internet|bloqueio da internet|отключение интернета|قطع الإنترنت',
  ASSEMBLY_DISPERSED:
    'dispersal|dispersal of assembly|dispersed assembly|dispersed protest|dispersion d’un rassemblement|dispersion de manifestation|dispersión de manifestación|dispersão de manifestação|разгон|разгон акции|تفريق مظاهرة',
  ASSEMBLY_BANNED:
    'ban of assembly|assembly ban|banned assembly|interdiction de manifester|interdiction de rassemblement|prohibición de reunión|prohibición de manifestación|запрет акции|منع مظاهرة',
  ASSEMBLY_LIMITED: 'restriction of assembly|assembly restricted|restriction de rassemblement',
  OFFICE_CLOSURE: 'office closure|closure of office|fermeture de bureau|cierre de oficina|закрытие офиса',
  RAID_SEARCH: 'raid|search|perquisition|fouille|allanamiento|cateo|busca e apreensão|обыск|مداهمة|تفتيش',
  SURVEILLANCE: 'vigilância|слежка|مراقبة',
  TORTURE: 'torture|tortura|пытки|تعذيب',
  DEATH_THREAT:
    'death threat|death threats|menace de mort|menaces de mort|amenaza de muerte|ameaça de morte|угроза убийством|تهديد بالقتل',
  KILLING:
    'killing|killed|murder|assassination|meurtre|assassinat|asesinato|homicidio|assassinato|убийство|قتل|اغتيال',
};
