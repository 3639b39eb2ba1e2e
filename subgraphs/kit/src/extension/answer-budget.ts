/** How much one answer of an extension may hold; what goes beyond it spoils the field that it belongs to. */
import { HubError } from '@vigil/shared';

/** Half of what the hub takes from a partner in one answer. */
const MAX_CHARACTERS = 2 * 1024 * 1024;

export class AnswerBudget {
  #left = MAX_CHARACTERS;

  /** @throws HubError LIMIT_EXCEEDED when so many more characters are too many */
  spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) {
      throw new HubError('LIMIT_EXCEEDED', 'the answer of this partner is too long', 'caller');
    }
  }
}
