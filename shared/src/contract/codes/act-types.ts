/**
 * Types of acts with their codes in HURIDOCS micro-thesaurus 4 (Events Standard Formats, second edition, 2001).
 *
 * `mt4` is the code without its trailing zero levels, `mt4Full` the twelve digits; labels as HURIDOCS prints
 * them. Three acts came after the list of 2001 and OTHER has no place in it: they carry no code and our words.
 */
import type { CrosswalkEntry } from './crosswalk.js';

export interface ActTypeEntry {
  readonly mt4: string | null;
  readonly mt4Full: string | null;
  readonly label: { readonly en: string; readonly fr: string; readonly es: string };
  readonly crosswalk: readonly CrosswalkEntry[];
}

export const ACT_TYPES = {
  ARREST: {
    mt4: '030101',
    mt4Full: '030101000000',
    label: { en: 'Arrest', fr: 'Arrestation', es: 'Arresto' },
    crosswalk: [],
  },
  DETENTION: {
    mt4: '030102',
    mt4Full: '030102000000',
    label: {
      en: 'Detention, imprisonment',
      fr: 'Détention, emprisonnement',
      es: 'Detención, encarcelamiento',
    },
    crosswalk: [],
  },
  HOUSE_ARREST: {
    mt4: '030105',
    mt4Full: '030105000000',
    label: { en: 'House arrest', fr: 'Arrêt à domicile', es: 'Arraigo, arresto domiciliario' },
    crosswalk: [],
  },
  MASS_ROUNDUP: {
    mt4: '030107',
    mt4Full: '030107000000',
    label: { en: 'Mass roundup', fr: 'Rafle', es: 'Redada' },
    crosswalk: [],
  },
  ABDUCTION_KIDNAPPING: {
    mt4: '030104',
    mt4Full: '030104000000',
    label: { en: 'Abduction; kidnapping', fr: 'Rapt; enlèvement', es: 'Secuestro' },
    crosswalk: [{ standard: 'ICCS', code: '020221', label: 'Kidnapping' }],
  },
  DISAPPEARANCE: {
    mt4: '030103',
    mt4Full: '030103000000',
    label: { en: 'Disappearance', fr: 'Disparition', es: 'Desaparición' },
    crosswalk: [{ standard: 'ICCS', code: '020222', label: 'Illegal restraint' }],
  },
  CENSORSHIP: {
    mt4: '100101',
    mt4Full: '100101000000',
    label: { en: 'Censorship', fr: 'Censure', es: 'Censura' },
    crosswalk: [],
  },
  PUBLICATION_RESTRICTION: {
    mt4: '100102',
    mt4Full: '100102000000',
    label: {
      en: 'Publication restrictions',
      fr: 'Restrictions de publication',
      es: 'Restricciones para publicar',
    },
    crosswalk: [],
  },
  BANNING_MATERIALS: {
    mt4: '100103',
    mt4Full: '100103000000',
    label: {
      en: 'Banning existing materials',
      fr: 'Interdiction des documents déjà existants',
      es: 'Prohibición de publicaciones existentes',
    },
    crosswalk: [],
  },
  PROHIBITION_OF_SPEECH: {
    mt4: '100104',
    mt4Full: '100104000000',
    label: {
      en: 'Prohibition on speech',
      fr: 'Interdiction des discours',
      es: 'Prohibición a la libertad de palabra o de cátedra',
    },
    crosswalk: [],
  },
  PROHIBITION_OF_PERFORMANCE: {
    mt4: '100105',
    mt4Full: '100105000000',
    label: {
      en: 'Prohibition of performances',
      fr: 'Interdiction des spectacles',
      es: 'Prohibición de representaciones y espectáculos',
    },
    crosswalk: [],
  },
  INFORMATION_WITHHELD: {
    mt4: '090101',
    mt4Full: '090101000000',
    label: {
      en: 'Withholding of information',
      fr: "Refuser de donner l'information",
      es: 'Retención de información',
    },
    crosswalk: [],
  },
  INFORMATION_DENIED: {
    mt4: '090102',
    mt4Full: '090102000000',
    label: {
      en: 'Denial of the existence of information',
      fr: "Nier l'existence de l'information",
      es: 'Negación de la existencia de información',
    },
    crosswalk: [],
  },
  OFFICE_CLOSURE: {
    mt4: '120101',
    mt4Full: '120101000000',
    label: { en: 'Closure of an office', fr: "Fermeture d'un bureau", es: 'Clausura de una oficina' },
    crosswalk: [],
  },
  RAID_SEARCH: {
    mt4: '120102',
    mt4Full: '120102000000',
    label: {
      en: 'Raid, illegal search',
      fr: 'Perquisition, fouille arbitraire',
      es: 'Allanamiento, cateo ilegal',
    },
    crosswalk: [],
  },
  GROUP_BAN: {
    mt4: '120103',
    mt4Full: '120103000000',
    label: { en: 'Banning of a group', fr: "Interdiction d'un groupe", es: 'Prohibición de un grupo' },
    crosswalk: [],
  },
  SURVEILLANCE: {
    mt4: '120104',
    mt4Full: '120104000000',
    label: { en: 'Surveillance', fr: 'Surveillance', es: 'Vigilancia' },
    crosswalk: [
      { standard: 'HURIDOCS MT4', code: '02010303', label: 'Surveillance as psychological assault' },
    ],
  },
  ASSEMBLY_LIMITED: {
    mt4: '120105',
    mt4Full: '120105000000',
    label: {
      en: 'Limitations on assemblies/gatherings',
      fr: 'Restrictions sur les assemblées/rassemblements',
      es: 'Restricciones a la realización de asambleas o reuniones',
    },
    crosswalk: [],
  },
  ASSEMBLY_BANNED: {
    mt4: '120106',
    mt4Full: '120106000000',
    label: {
      en: 'Banning of a meeting/mass action',
      fr: "Interdiction d'une réunion/action collective",
      es: 'Prohibición de una reunión o manifestación',
    },
    crosswalk: [],
  },
  ASSEMBLY_DISPERSED: {
    mt4: null,
    mt4Full: null,
    label: {
      en: 'Dispersal of an assembly',
      fr: 'Dispersion d’un rassemblement',
      es: 'Disolución de una reunión',
    },
    crosswalk: [],
  },
  INTERNET_SHUTDOWN: {
    mt4: null,
    mt4Full: null,
    label: { en: 'Internet shutdown', fr: 'Coupure d’internet', es: 'Corte de internet' },
    crosswalk: [],
  },
  WEBSITE_BLOCKING: {
    mt4: null,
    mt4Full: null,
    label: {
      en: 'Blocking of a website or service',
      fr: 'Blocage d’un site ou d’un service',
      es: 'Bloqueo de un sitio o servicio',
    },
    crosswalk: [],
  },
  TORTURE: {
    mt4: '02011111',
    mt4Full: '020111110000',
    label: { en: 'Torture', fr: 'Torture', es: 'Tortura' },
    crosswalk: [],
  },
  DEATH_THREAT: {
    mt4: '02010302',
    mt4Full: '020103020000',
    label: { en: 'Death threats', fr: 'Menaces de mort', es: 'Amenazas de muerte' },
    crosswalk: [],
  },
  KILLING: {
    mt4: '0101',
    mt4Full: '010100000000',
    label: {
      en: 'Direct actions which violate the right to life',
      fr: 'Actions directes qui violent le droit à la vie',
      es: 'Acciones directas que violan el derecho a la vida',
    },
    crosswalk: [],
  },
  OTHER: {
    mt4: null,
    mt4Full: null,
    label: { en: 'Other act', fr: 'Autre acte', es: 'Otro acto' },
    crosswalk: [],
  },
} as const satisfies Record<string, ActTypeEntry>;

export type ActType = keyof typeof ACT_TYPES;
