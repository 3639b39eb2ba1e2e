/** The SDMX cross-domain code lists CL_OBS_STATUS and CL_CONF_STATUS; codes and names as SDMX has them. */
import { codeList } from '../code-list.js';

export const ObsStatus = codeList(
  'ObsStatus',
  ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'S', 'U', 'V', 'W'],
  {
    description: 'Status of an observation: SDMX CL_OBS_STATUS.',
    values: {
      A: 'Normal value',
      B: 'Time series break',
      D: 'Definition differs',
      E: 'Estimated value',
      F: 'Forecast value',
      G: 'Experimental value',
      H: 'Missing value; holiday or weekend',
      I: 'Imputed value (CCSA definition)',
      J: 'Derogation',
      K: 'Data included in another category',
      L: 'Missing value; data exist but were not collected',
      M: 'Missing value; data cannot exist',
      N: 'Not significant',
      O: 'Missing value',
      P: 'Provisional value',
      Q: 'Missing value; suppressed',
      S: 'Strike and other special events',
      U: 'Low reliability',
      V: 'Unvalidated value',
      W: 'Includes data from another category',
    },
  },
);
export type ObsStatus = keyof typeof ObsStatus;

export const ConfStatus = codeList(
  'ConfStatus',
  ['A', 'C', 'D', 'E', 'F', 'G', 'M', 'N', 'O', 'S', 'T', 'X'],
  {
    description: 'Confidentiality of an observation: SDMX CL_CONF_STATUS.',
    values: {
      A: 'Primary confidentiality due to small counts',
      C: 'Confidential statistical information',
      D: 'Secondary confidentiality set by the sender, not for publication',
      E: 'Not for publication until the embargo time elapses, free afterwards',
      F: 'Free (free for publication)',
      G: 'Primary confidentiality due to dominance by one or two units',
      M: 'Primary confidentiality due to other measures of concentration',
      N: 'Not for publication, restricted for internal use only',
      O: 'Primary confidentiality due to dominance by one unit',
      S: 'Secondary confidentiality set and managed by the receiver, not for publication',
      T: 'Primary confidentiality due to dominance by two units',
      X: 'Confidentiality due to military secrecy',
    },
  },
);
export type ConfStatus = keyof typeof ConfStatus;
