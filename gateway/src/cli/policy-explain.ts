/** `vigil-hub policy explain`: what somebody may do with a coordinate, why, and why not. */
import { ACTIONS, type Action, type SubjectClass } from '@vigil/policies';
import { DATA_CLASSES, PARTNER_ID, type Agreement, type Classification, type Coalition } from '@vigil/shared';
import { Option, type Command } from 'commander';
import { parseCaller, parseFacts } from '../policy-tools/asking-caller.js';
import { describeExplanation } from '../policy-tools/describe-explanation.js';
import { explainAnswer } from '../policy-tools/explain-answer.js';
import { openPolicyBook, supposedAgreement } from '../policy-tools/policy-book.js';
import { explanationJson } from '../policy-tools/policy-json.js';
import type { CliContext } from './cli-context.js';
import {
  collect,
  policyFolder,
  readCoalition,
  readDay,
  readExtensions,
  refuseUsage,
  withSharedOptions,
  type SharedOptions,
} from './policy-options.js';

interface ExplainOptions extends SharedOptions {
  as: string;
  action?: Action;
  owner: readonly string[];
  agreement: readonly string[];
  scope: readonly string[];
  record: readonly string[];
  all?: boolean;
}

const HELP = `
--as takes ROLE[,ROLE][@organisation]:PURPOSE, or nobody. Without --owner the answer is given for another partner's data
and, to a case officer, for that of the own organisation; with a coalition file, for every partner of it.
--record takes confidential, embargoed (yes, no), verification, coSignatories, consents, subjectConsents (codes joined
by commas), daysSinceReceived (a number); "unknown" is a fact that is not known, which denies. What is not given stays
a condition of the answer.

Examples:
  $ vigil-hub policy explain --as COURT@court:LEGAL_PROCEEDINGS --agreement CONFIDENTIAL Event.title
  $ vigil-hub policy explain --as CASE_OFFICER@synthetic-one:CASEWORK --owner synthetic-two Event.title
  $ vigil-hub policy explain --as REGIONAL_BODY@regional-body:OVERSIGHT --coalition coalition.json \\
      --record confidential=no --record consents=DEIDENTIFIED_SHARING Event.startDate
`;

const ANOTHER = 'another-partner';

function ownersOf(
  { owner }: ExplainOptions,
  { organisation, roles }: SubjectClass,
  coalition: Coalition | null,
): string[] {
  const wrong = owner.find((id) => !PARTNER_ID.test(id));
  if (wrong !== undefined) refuseUsage('an owner is the id of a partner: small letters, digits and hyphens');
  if (owner.length > 0) return [...owner];
  if (coalition !== null) return coalition.partners.map(({ id }) => id);
  const isOfficer = organisation !== null && PARTNER_ID.test(organisation) && roles.includes('CASE_OFFICER');
  return isOfficer ? [organisation, ANOTHER] : [ANOTHER];
}

/** Those of the coalition file, and those that the question supposes. */
function agreementsOf(
  { agreement }: ExplainOptions,
  asked: {
    subject: SubjectClass;
    owners: readonly string[];
    coalition: Coalition | null;
    now: Date;
  },
): Agreement[] {
  const { subject, owners, coalition, now } = asked;
  const known = coalition?.agreements ?? [];
  const { organisation, purpose } = subject;
  const classes = agreement.flatMap((text) => text.split(',')).map(classOf);
  if (classes.length === 0) return known;
  if (organisation === null) return refuseUsage('only an organisation has agreements: add one to --as');
  const partners = owners.filter((owner) => owner !== organisation);
  const supposed = partners.flatMap((partner) =>
    classes.map((dataClass) => supposedAgreement(organisation, { partner, purpose, class: dataClass }, now)),
  );
  return [...known, ...supposed];
}

function classOf(text: string): Classification['class'] {
  const known = DATA_CLASSES.find((dataClass) => dataClass === text);
  return known ?? refuseUsage(`an agreement is for a class of data: ${DATA_CLASSES.join(', ')}`);
}

async function explain(coordinate: string, options: ExplainOptions, cli: CliContext): Promise<void> {
  const { json = false, all = false, action } = options;
  const now = readDay(options, new Date());
  const subject = parseCaller(options.as, { scopes: options.scope });
  const record = parseFacts(options.record);
  const [schema, coalition] = await Promise.all([readExtensions(options), readCoalition(options, cli)]);
  const owners = ownersOf(options, subject, coalition);
  const agreements = agreementsOf(options, { subject, owners, coalition, now });
  const book = await openPolicyBook(policyFolder(options, cli));
  const explanation = explainAnswer({
    book,
    schema,
    subject,
    coordinate,
    owners,
    agreements,
    record,
    now,
    ...(action === undefined ? {} : { action }),
  });
  if (json) cli.out(JSON.stringify(explanationJson(explanation)));
  else for (const line of describeExplanation(explanation, { all })) cli.out(line);
}

export function registerPolicyExplain(policy: Command, cli: CliContext): void {
  withSharedOptions(policy.command('explain'))
    .description('say what somebody may do with a coordinate, by which policies, and if not, why not')
    .argument('<coordinate>', 'for example Event.title or EventFilter.countries')
    .requiredOption('--as <caller>', 'who asks, for example COURT@court:LEGAL_PROCEEDINGS')
    .addOption(new Option('--action <action>', 'default: what it is usually used for').choices(ACTIONS))
    .option('--owner <partner>', 'whose data; may be repeated', collect, [])
    .option(
      '--agreement <class>',
      'suppose an agreement for this class and purpose; may be repeated',
      collect,
      [],
    )
    .option('--scope <scope>', 'a scope of the token; may be repeated', collect, [])
    .option('--record <fact=value>', 'what is known of the record; may be repeated', collect, [])
    .option('--all', 'every policy, those that are not concerned too')
    .addHelpText('after', HELP)
    .action((coordinate: string, options: ExplainOptions) => explain(coordinate, options, cli));
}
