import type { PatientDecision, PatientProposal } from './evidence.ts';

/**
 * Whose document it is, when it was handed in at somebody's appointment: they are among those it may mean, with the appointment as evidence.
 * That never makes anybody certain: people hand in papers of their family. Where the paper itself speaks for somebody else, or for somebody
 * new, a person is asked.
 */
export function withHandedIn(
  decision: PatientDecision,
  handedIn: PatientProposal | undefined,
): PatientDecision {
  if (handedIn === undefined) return decision;
  switch (decision.outcome) {
    case 'certain': {
      const { chosen } = decision;
      if (chosen.patientId === handedIn.patientId)
        return { outcome: 'certain', chosen: withEvidence(chosen, handedIn) };
      return doubted([chosen, handedIn], 'it was taken at check-in of another patient than it names');
    }
    case 'open': {
      const { candidates, doubt } = decision;
      const same = candidates.find(({ patientId }) => patientId === handedIn.patientId);
      if (!same)
        return doubted(
          [...candidates, handedIn],
          'it may be of another patient than it was taken from at check-in',
        );
      const others = candidates.filter((one) => one !== same);
      return { ...decision, candidates: [withEvidence(same, handedIn), ...others], doubt };
    }
    case 'new':
      return doubted([handedIn], 'it was taken at check-in of a patient it does not seem to name');
    case 'none':
      return {
        outcome: 'open',
        candidates: [handedIn],
        doubt: 'no patient is named, but it was taken at check-in of one',
      };
  }
}

function doubted(candidates: readonly PatientProposal[], doubt: string): PatientDecision {
  return { outcome: 'open', candidates, doubt, isContradicted: true };
}

function withEvidence(proposal: PatientProposal, { evidence }: PatientProposal): PatientProposal {
  const added = evidence.filter((one) => !proposal.evidence.includes(one));
  return { ...proposal, evidence: [...proposal.evidence, ...added] };
}
