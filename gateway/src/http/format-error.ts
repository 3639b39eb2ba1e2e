/** An error as it stands in an answer: message, place, and in the extensions only what the contract names. */
import type { GraphQLFormattedError } from 'graphql';
import type { CallerError } from '../exchange.js';

export function formatCallerError(error: CallerError): GraphQLFormattedError {
  const { code, message, path, locations, partner, allowed } = error;
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: {
      code,
      ...(partner === undefined ? {} : { partner }),
      ...(allowed === undefined ? {} : { allowed }),
    },
  };
}
