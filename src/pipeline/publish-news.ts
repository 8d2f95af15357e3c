import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { hasIntakeNews, takeIntakeNews, type IntakeNews } from '../store/intake-news.ts';
import { takePen } from '../store/ledger.ts';
import {
  hasTaskNews,
  takeLateNews,
  takeQuestionNews,
  type LateNews,
  type QuestionNews,
} from '../store/task-news.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';

const BATCH = 500;

/**
 * Publishes tasks that opened or were settled: questions to people, and promises that were broken. Whoever writes them need not hold
 * the pen; what became of each is told once, in the order of the log. Returns how many tasks were told of.
 */
export async function publishTasks({ db, wake }: Pick<Hub, 'db' | 'wake'>): Promise<number> {
  if (!(await hasTaskNews(db))) return 0;
  const count = await transaction(db, async (tx) => {
    const position = await takePen(tx);
    const questions = await takeQuestionNews(tx, BATCH);
    const late = await takeLateNews(tx, BATCH);
    const events = [...questions.flatMap(eventsOfQuestion), ...late.map(eventOfLate)];
    await appendEvents(tx, position, events.toSorted(byTime));
    return questions.length + late.length;
  });
  if (count > 0) wake('events');
  return count;
}

function eventsOfQuestion(news: QuestionNews): readonly NewEvent[] {
  const { id, kind, state, known, wasAsked, referralId, partnerId, openedAt, endedAt } = news;
  const data = { taskId: id, of: 'question', kind, referralId, partnerId };
  const isOpening = known === null && (state === 'open' || wasAsked);
  const isSettling = state !== 'open' && (known === 'open' || isOpening);
  const settledBy = state === 'answered' ? 'person' : 'facts';
  return [
    ...(isOpening ? [taskEvent('task.opened', id, 1, openedAt, data)] : []),
    ...(isSettling ? [taskEvent('task.settled', id, 2, endedAt ?? now(), { ...data, settledBy })] : []),
  ];
}

function eventOfLate({ id, kind, state, owner, referralId, isByPerson, version, at }: LateNews): NewEvent {
  const data = { taskId: id, of: 'late', kind, owner, referralId };
  if (state === 'raised') return taskEvent('task.opened', id, version, at, data);
  return taskEvent('task.settled', id, version, at, { ...data, settledBy: isByPerson ? 'person' : 'facts' });
}

function taskEvent(
  type: 'task.opened' | 'task.settled',
  subjectId: string,
  subjectVersion: number,
  occurredAt: string,
  data: Readonly<Record<string, unknown>>,
): NewEvent {
  return { id: newId(), type, subjectKind: 'task', subjectId, subjectVersion, occurredAt, data };
}

/** A stable order: of one task what opened it comes before what settled it. */
function byTime(one: NewEvent, other: NewEvent): number {
  return Date.parse(one.occurredAt) - Date.parse(other.occurredAt);
}

/**
 * Publishes how much came by each channel since the last time. Beside the intake and never in it: a message is acknowledged and worked
 * off without waiting for this. Returns how many channels were told of.
 */
export async function publishIntake({ db, wake }: Pick<Hub, 'db' | 'wake'>): Promise<number> {
  if (!(await hasIntakeNews(db))) return 0;
  const count = await transaction(db, async (tx) => {
    const position = await takePen(tx);
    const news = await takeIntakeNews(tx);
    await appendEvents(tx, position, news.flatMap(eventsOfChannel));
    return news.length;
  });
  if (count > 0) wake('events');
  return count;
}

function eventsOfChannel({ channel, id, version, ...of }: IntakeNews): readonly NewEvent[] {
  const event = (type: 'intake.received' | 'intake.duplicate', count: number, total: number): NewEvent => ({
    id: newId(),
    type,
    subjectKind: 'channel',
    subjectId: id,
    subjectVersion: version,
    occurredAt: now(),
    data: { channelId: id, channel, count, total },
  });
  return [
    ...(of.newReceived > 0 ? [event('intake.received', of.newReceived, of.received)] : []),
    ...(of.newRepeats > 0 ? [event('intake.duplicate', of.newRepeats, of.repeats)] : []),
  ];
}
