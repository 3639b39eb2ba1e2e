/**
 * How people name the columns of a list of incidents in English, French, Spanish, Portuguese, Arabic and Russian.
 *
 * Data only, written as people write it; `role-by-name.ts` normalises and applies it. A list of phrases is
 * separated by `|`.
 */
import type { ActType } from '@vigil/shared';
import type { ColumnRole, NeverReadKind } from './column-role.js';

export type SimpleRole = Exclude<ColumnRole['role'], 'count' | 'never-read' | 'unknown'>;

export const FIELD_PHRASES: Readonly<Record<SimpleRole, string>> = {
  'start-date':
    "date|event date|incident date|date of incident|date of event|start date|date start|start|from date|begin date|day of incident|date|jour|date de l'incident|date de l'événement|date des faits|date de début|début|fecha|fecha del incidente|fecha del hecho|fecha de los hechos|fecha del evento|fecha de inicio|inicio|data|data do incidente|data do evento|data do fato|data dos fatos|data de início|дата|дата события|дата инцидента|дата задержания|дата начала|начало|التاريخ|تاريخ|تاريخ الحادث|تاريخ الحادثة|تاريخ الواقعة|تاريخ البدء|تاريخ البداية",
  'end-date':
    'end date|date end|end|to date|until|date of release|release date|date de fin|fin|date de libération|fecha de fin|fecha final|fecha de término|fecha de liberación|data de fim|data final|data de término|data de libertação|дата окончания|окончание|дата освобождения|تاريخ الانتهاء|تاريخ النهاية|تاريخ الإفراج',
  'other-date':
    'report date|date reported|date of report|publication date|date published|entry date|last updated|updated|created|date de publication|date de saisie|date du rapport|fecha de registro|fecha de publicación|fecha de reporte|data de registro|data de publicação|дата публикации|дата записи|تاريخ النشر|تاريخ التسجيل',
  country:
    'country|country name|country code|iso|iso2|iso3|iso code|iso 2|iso 3|iso a2|iso a3|ccode|cow code|nation|pays|nom du pays|code pays|país|nombre del país|código de país|código del país|nome do país|código do país|страна|код страны|название страны|البلد|بلد|الدولة|دولة|اسم الدولة|رمز البلد',
  area: 'area|area code|region|region name|province|province name|state name|governorate|county|department|district|oblast|adm1|adm1 name|adm1 code|admin1|admin 1|admin1 name|admin1 code|iso 3166 2|région|nom de la région|département|gouvernorat|wilaya|región|departamento|nombre del departamento|provincia|estado|entidad federativa|região|província|unidade federativa|uf|регион|область|край|субъект|губерния|المحافظة|محافظة|المنطقة|منطقة|الولاية|ولاية|الإقليم',
  key: 'id|no|nr|num|number|ref|reference|record id|event id|incident id|case id|row id|case number|incident number|n°|numéro|référence|identifiant|numéro de dossier|número|código|folio|número de caso|número de registro|identificador|номер|ид|код|№|номер записи|الرقم|رقم|رقم الحالة|رمز الحالة|م',
  'act-type':
    "type|event type|incident type|type of incident|type of event|act|act type|type of act|violation|violation type|type of violation|category|type d'incident|type d'événement|type de violation|type d'acte|violation commise|catégorie|tipo|tipo de incidente|tipo de evento|tipo de hecho|tipo de violación|tipo de agresión|categoría|tipo de violação|tipo de ato|categoria|тип|тип события|тип нарушения|вид нарушения|категория|النوع|نوع الحادث|نوع الحادثة|نوع الانتهاك|الانتهاك|التصنيف",
  perpetrator:
    'perpetrator|perpetrators|perpetrator type|type of perpetrator|alleged perpetrator|actor|actor type|responsible|author|auteur|auteurs|auteur présumé|auteurs présumés|type d’auteur|responsable|perpetrador|perpetradores|presunto responsable|presunto autor|autor|actor armado|tipo de actor|agressor|perpetrador|tipo de perpetrador|suposto autor|исполнитель|виновник|кем задержан|нарушитель|الجهة المسؤولة|الفاعل|الجاني|المنفذ|الجهة المنفذة|الجهة',
  group:
    'victim group|group of victims|victim type|type of victim|victim category|profession|occupation|sector|profil de la victime|type de victime|catégorie de victime|métier|tipo de víctima|profesión|ocupación|perfil de la víctima|tipo de vítima|profissão|ocupação|профессия|род занятий|категория потерпевших|الفئة|فئة الضحية|المهنة|مهنة',
  sex: 'sex|gender|victim sex|sex of victim|sexe|genre|sexe de la victime|sexo|género|sexo de la víctima|sexo da vítima|gênero|пол|الجنس|جنس|النوع الاجتماعي',
  'age-band':
    "age group|age band|age range|age category|tranche d'âge|groupe d'âge|classe d'âge|grupo de edad|rango de edad|grupo etario|faixa etária|возрастная группа|الفئة العمرية",
  verification:
    'verification|verification status|verified|confirmed|reliability|statut de vérification|vérification|vérifié|confirmé|verificación|estado de verificación|verificado|confirmado|verificação|status de verificação|верификация|подтверждено|проверено|حالة التحقق|التحقق|مؤكد',
};

/** A heading that holds one of these is not read, whatever else it holds. */
export const NEVER_READ_PHRASES: Readonly<Record<NeverReadKind, string>> = {
  'person-id':
    'passport|national id|identity card|id card|id number|identity number|social security|ssn|passeport|carte d’identité|pasaporte|cédula|dni|curp|documento de identidad|documento|cpf|rg|паспорт|паспортные данные|инн|снилс|رقم الهوية|الرقم الوطني|جواز السفر|رقم الجواز',
  contact:
    'phone|telephone|mobile|cell|email|e mail|mail|contact|whatsapp|telegram|signal|fax|téléphone|portable|courriel|contacto|teléfono|celular|correo|correo electrónico|contato|telefone|телефон|почта|контакт|контакты|الهاتف|هاتف|جوال|البريد|البريد الإلكتروني|للتواصل',
  coordinate:
    'latitude|longitude|lat|lon|lng|long|coordinates|coord|gps|x coord|y coord|geometry|geopoint|coordonnées|coordenadas|latitud|longitud|широта|долгота|координаты|خط العرض|خط الطول|الإحداثيات|إحداثيات',
  link: 'link|links|url|urls|website|web|lien|liens|site web|enlace|enlaces|sitio|ссылка|ссылки|رابط|الرابط|روابط',
  source:
    'source|sources|info source|reported by|source of information|fuente|fuentes|fonte|fontes|источник|источники|المصدر|مصدر|المصادر',
  person:
    'birth|born|birthday|dob|nationality|origin|ethnicity|religion|father|mother|spouse|family|age|naissance|né|née|nationalité|ethnie|père|mère|famille|âge|nacimiento|nacionalidad|etnia|religión|padre|madre|familia|edad|nascimento|nacionalidade|religião|pai|mãe|família|idade|рождения|рождение|национальность|гражданство|отец|мать|семья|возраст|الميلاد|تاريخ الميلاد|الجنسية|الأب|الأم|العائلة|العمر',
  text: 'description|details|detail|notes|note|comment|comments|remarks|narrative|summary|testimony|statement|title|headline|text|circumstances|explanation|descriptif|détails|commentaire|commentaires|remarques|récit|résumé|témoignage|titre|circonstances|observations|descripción|detalle|detalles|notas|comentario|comentarios|observaciones|relato|resumen|testimonio|título|descrição|detalhes|observações|resumo|testemunho|описание|подробности|примечание|примечания|комментарий|комментарии|свидетельство|показания|обстоятельства|الوصف|وصف|التفاصيل|تفاصيل|ملاحظات|الملاحظات|تعليق|الشهادة|شهادة|ملخص',
  place:
    'address|street|location|place|site|venue|city|town|village|neighbourhood|neighborhood|locality|municipality|settlement|commune|adresse|rue|lieu|ville|localité|quartier|dirección|calle|lugar|ciudad|municipio|localidad|barrio|endereço|rua|local|cidade|município|bairro|адрес|улица|место|город|населенный пункт|село|العنوان|عنوان|المكان|مكان|الموقع|الشارع|المدينة|مدينة|القرية|الحي',
  name: 'name|names|full name|first name|last name|surname|victim|victims|witness|witnesses|defender|journalist|detainee|detainees|lawyer|reporter|author name|informant|interviewer|officer|judge|organisation|organization|org|organizer|organiser|nom|noms|prénom|prénoms|victime|victimes|témoin|témoins|avocat|enquêteur|nombre|nombres|apellido|apellidos|víctima|víctimas|testigo|testigos|abogado|organización|nome|nomes|sobrenome|vítima|vítimas|testemunha|testemunhas|advogado|organização|имя|имена|фамилия|отчество|фио|свидетель|потерпевший|задержанный|адвокат|организатор|организация|الاسم|اسم|أسماء|الأسماء|الضحية|الضحايا|الشاهد|الشهود|المحامي|المنظمة|الاسم الكامل',
};

/** Words that say what happened to the persons a column counts. */
export const COUNTED_ACTS: readonly (readonly [ActType, string])[] = [
  [
    'ABDUCTION_KIDNAPPING',
    'kidnapped|abducted|kidnapping|kidnappings|abductions|enlevés|enlevées|enlevé|kidnappés|kidnappées|secuestrados|secuestradas|secuestros|plagiados|sequestrados|sequestradas|raptados|похищено|похищенных|похищены|похищенные|مخطوفين|المخطوفين|المخطوفون|مختطفين|المختطفين|المختطفون|عدد المخطوفين',
  ],
  [
    'ARREST',
    'arrested|arrests|arrestations|arrêtés|arrêtées|arrestados|arrestadas|arrestos|presos|presas|prisões|арестовано|арестованных|арестованы',
  ],
  [
    'DETENTION',
    'detained|detentions|detainees|imprisoned|détenus|détenues|détentions|detenidos|detenidas|detenciones|detidos|detidas|detenções|задержано|задержанных|задержаны|задержанные|число задержанных|معتقلين|المعتقلين|المعتقلون|موقوفين|الموقوفين|محتجزين|المحتجزين',
  ],
  [
    'DISAPPEARANCE',
    'disappeared|forcibly disappeared|disparus|disparues|desaparecidos|desaparecidas|пропавших без вести|исчезнувших|مختفين|المختفين|مختفين قسريا',
  ],
  [
    'KILLING',
    'killed|deaths|killings|fatalities|dead|tués|tuées|morts|muertos|muertas|asesinados|asesinadas|mortos|mortas|assassinados|убито|убитых|погибших|قتلى|القتلى|عدد القتلى',
  ],
  ['TORTURE', 'tortured|torturés|torturées|torturados|torturadas|подвергнуто пыткам|معذبين'],
];

/** Counts of what the contract has no act for. */
export const OTHER_COUNTS =
  'injured|wounded|affected|missing|displaced|blessés|blessées|heridos|heridas|feridos|feridas|раненых|ранено|جرحى|الجرحى|مصابين';

/** Headings that count persons and do not say what happened to them. */
export const COUNT_PHRASES =
  'persons|people|number of persons|number of people|number of victims|victim count|victims count|count of victims|total|total victims|persons affected|size|nombre de victimes|nombre de personnes|personnes|nb victimes|nb de victimes|nb personnes|effectif|número de víctimas|número de personas|cantidad de víctimas|personas|total de víctimas|número de vítimas|número de pessoas|pessoas|total de vítimas|количество|количество человек|число людей|число потерпевших|человек|العدد|عدد|عدد الضحايا|عدد الأشخاص';

/** Words beside an act that change nothing about what is counted. */
export const NEUTRAL_COUNT_WORDS =
  'number|numbers|of|total|totals|the|persons|people|victims|count|counts|nb|nbr|num|no|nombre|de|des|du|la|le|les|personnes|victimes|totales|personas|víctimas|número|cantidad|los|las|del|pessoas|vítimas|do|da|dos|das|число|количество|человек|лиц|عدد|الأشخاص|مجموع|إجمالي|workers|aid';

export const SEX_WORDS: readonly (readonly ['FEMALE' | 'MALE', string])[] = [
  [
    'FEMALE',
    'female|females|women|woman|girls|f|femmes|femme|femenino|mujeres|mujer|mulheres|mulher|feminino|женщин|женщины|женщина|نساء|النساء|إناث|الإناث',
  ],
  [
    'MALE',
    'male|males|men|man|boys|m|hommes|homme|masculin|masculino|hombres|hombre|homens|homem|мужчин|мужчины|мужчина|رجال|الرجال|ذكور|الذكور',
  ],
];
