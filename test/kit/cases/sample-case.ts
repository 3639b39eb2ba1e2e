/** A case file with everything in it; every identifying value holds CANARY. */
export const SAMPLE_CASE = `
reference: CANARY-2012/17
synthetic: true
victims:
  - key: student
    sex: FEMALE
    ageBand: A18_24
    group: STUDENT
    legalName: CANARY-victim-name
    contact: CANARY-victim-contact
    consents:
      - { scope: AGGREGATE_STATISTICS, state: GRANTED }
      - { scope: DEIDENTIFIED_SHARING, recipient: regional-body, state: GRANTED, expiresAt: "2015-01-01T00:00:00Z" }
  - key: friends
    sex: UNKNOWN
    ageBand: UNKNOWN
    group: PROTESTER
    persons: null
perpetrators:
  - { key: police, type: STATE, unit: CANARY-unit, legalName: CANARY-perpetrator-name }
events:
  - title: CANARY-title
    date: 2012-10
    country: XA
    area: XA-02
    exactLocation: CANARY-location
    description: CANARY-description
    verification: VERIFIED
    violationStatus: "0101"
    acts:
      - { type: ARREST, victim: student, perpetrators: [police], date: 2012-10-07, method: CANARY-method, wgadCategory: II }
      - { type: MASS_ROUNDUP, victim: friends, perpetrators: [police] }
    witnesses:
      - connection: CANARY-connection
        reliability: CANARY-reliability
        legalName: CANARY-witness-name
        contact: CANARY-witness-contact
        testimony: CANARY-testimony
        consents: [{ scope: AGGREGATE_STATISTICS, state: REFUSED }]
    evidence:
      - kind: Photograph
        sha256: ${'ab'.repeat(32)}
        collectedAt: 2012-10-09
        content: CANARY-content
    interventions: [{ type: LEGAL_AID, date: 2012-10-10, status: ACTION_PENDING }]
`;
