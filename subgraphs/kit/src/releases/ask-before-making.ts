/**
 * The questions before a release that would do more than its operator may have meant: sign a plan that nobody has
 * looked at, or close a year over months that were never made.
 *
 * Takes what is wanted, says what it means and asks on the terminal, gives nothing; a no ends the command. A script that
 * names the year has said what it wants: it is told the same and goes on.
 */
import { HubError, privacySheet } from '@vigil/shared';
import type { CliContext } from '../cli/cli-context.js';
import type { NodeContext } from '../node/node-context.js';
import type { MakeReleaseOptions } from './make-release.js';
import { previewRelease, type ReleasePreview } from './preview-release.js';
import { printPrivacy } from './print-privacy.js';
import { printPlan, printSchedule } from './print-release.js';

/** On stderr, beside the question: what is asked about must be seen even where stdout goes to a file. */
function sayPlan(cli: CliContext, { document }: ReleasePreview): void {
  const { plan } = document;
  for (const line of [...printPlan(plan), ...printSchedule(document)]) cli.err(line);
  cli.err('');
  for (const line of printPrivacy(privacySheet(document))) cli.err(line);
  cli.err('');
}

function sayClosing(cli: CliContext, { document, closes }: ReleasePreview): void {
  cli.err(
    `provisional releases of ${document.partition} that were not made cannot follow its last release: ${closes.join(', ')}`,
  );
}

function questionOf({ document, closes }: ReleasePreview, sign: boolean): string {
  const { partition } = document;
  return sign
    ? `Year ${partition} has no signed plan. Sign the plan above for it now, and make its release, which cannot be taken back?`
    : `Close ${partition} without these ${closes.length}?`;
}

/**
 * Asks once for each year that needs it, before the first release is made.
 *
 * @throws HubError USAGE after a no; what `previewRelease` refuses
 */
export async function askBeforeMaking(
  cli: CliContext,
  node: NodeContext,
  wanted: readonly Pick<MakeReleaseOptions, 'year' | 'provisional'>[],
): Promise<void> {
  const previews: ReleasePreview[] = [];
  for (const each of wanted) {
    const preview = await previewRelease(node, each);
    if (preview !== null) previews.push(preview);
  }
  const shown = new Set<string>();
  for (const preview of previews) {
    const { partition } = preview.document;
    const sign = preview.fresh && !shown.has(partition);
    if (!sign && preview.closes.length === 0) continue;
    if (sign) sayPlan(cli, preview);
    if (preview.closes.length > 0) sayClosing(cli, preview);
    shown.add(partition);
    if (cli.isInteractive() && !(await cli.confirm(questionOf(preview, sign))))
      throw new HubError('USAGE', 'not confirmed; nothing was signed or made', 'operator');
  }
}
