import { existsSync, readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Gauge, Registry } from 'prom-client';
import type { Secret } from '../config.ts';
import { keyedHash, randomKey, sameBytes } from '../sealing/box.ts';
import type { Figures } from '../store/figures.ts';
import { sendErrorPage } from './error-page.ts';
import { isForwarded } from './proxy-trust.ts';
import { isLoopback } from './rates.ts';

/**
 * `/metrics` for Prometheus: counts under fixed names. Labels come from closed lists (channel, lane, urgency,
 * outcome): nothing that somebody typed, chose or is called by can become one.
 */
export interface MetricsDeps {
  figures(): Promise<Figures>;
  /** Where batches wait while the database is away. */
  spoolFolder: string;
  /** Absent: only this machine may look. */
  token?: Secret | undefined;
}

const lanes = ['urgent', 'handOff', 'answer', 'followUp'];

/** A busy second shows in its highest delay; the mean would hide it. */
const delayResolutionMilliseconds = 20;

/** Answers this machine, or whoever has the token; for everybody else the page does not exist. */
export function registerMetrics(app: FastifyInstance, deps: MetricsDeps): void {
  const gauges = createGauges();
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMilliseconds });
  delay.enable();
  app.addHook('onClose', async () => {
    delay.disable();
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayLook(request, deps.token)) return sendErrorPage(request, reply, 404);
    gauges.take(await deps.figures());
    gauges.takeOwn({
      spooled: countSpooled(deps.spoolFolder),
      residentBytes: process.memoryUsage.rss(),
      heapBytes: process.memoryUsage().heapUsed,
      delaySeconds: delay.max / 1e9,
    });
    delay.reset();
    return reply.type(gauges.contentType).send(await gauges.render());
  });
}

function mayLook(request: FastifyRequest, token: Secret | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token && given !== undefined) return isSame(given, token.reveal());
  // Through a proxy or a tunnel everybody comes from this machine: then only the token counts.
  const { remoteAddress = '' } = request.raw.socket;
  return (
    isLoopback(remoteAddress) &&
    !isForwarded(request) &&
    /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.host)
  );
}

/** Equal time whatever differs, also the length. */
function isSame(a: string, b: string): boolean {
  const key = randomKey();
  return sameBytes(keyedHash(key, a), keyedHash(key, b));
}

function countSpooled(folder: string): number {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sealed')).length : 0;
}

interface Own {
  spooled: number;
  residentBytes: number;
  heapBytes: number;
  delaySeconds: number;
}

function createGauges() {
  const register = new Registry();
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `suar_${name}`, help, labelNames, registers: [register] });
  const house = houseGauges(gauge);
  const own = {
    spooled: gauge('spool_batches', 'Batches of messages that wait on the disk for the database.'),
    resident: gauge('resident_bytes', 'Memory of this program.'),
    heap: gauge('heap_bytes', 'Memory of its objects.'),
    delay: gauge('event_loop_delay_seconds', 'Longest delay of the event loop since the last look.'),
  };
  return {
    contentType: register.contentType,
    render: () => register.metrics(),
    take: house,
    takeOwn: (seen: Own) => {
      own.spooled.set(seen.spooled);
      own.resident.set(seen.residentBytes);
      own.heap.set(seen.heapBytes);
      own.delay.set(seen.delaySeconds);
    },
  };
}

type MakeGauge = <Label extends string = never>(name: string, help: string, labels?: Label[]) => Gauge<Label>;

/** @returns takes a look at the house over into the gauges */
function houseGauges(gauge: MakeGauge): (figures: Figures) => void {
  const waiting = gauge('queue_waiting', 'People who wait for a human.', ['urgency']);
  const longest = gauge('queue_longest_wait_seconds', 'The longest of these waits.', ['urgency']);
  const inbox = gauge('inbox_pending', 'Events that no turn has handled yet.');
  const inboxAge = gauge('inbox_oldest_seconds', 'The age of the oldest of them.');
  const outbox = gauge('outbox_pending', 'Replies that have not gone out yet.', ['channel', 'lane']);
  const outboxAge = gauge('outbox_oldest_seconds', 'The age of the oldest of them.', ['channel', 'lane']);
  const leased = gauge('outbox_leased', 'Replies that are being sent now.', ['channel', 'lane']);
  const turns = gauge('turns_last_hour', 'Events handled in the last hour.');
  const failures = gauge('turn_failures_last_hour', 'Events given to a human after three failures.');
  const sends = gauge('sends_last_hour', 'Replies settled in the last hour.', ['channel', 'outcome']);
  return (figures) => {
    for (const each of [waiting, longest, outbox, outboxAge, leased, sends]) each.reset();
    for (const urgency of [1, 2, 3, 4]) {
      const found = figures.waiting.find((row) => row.urgency === urgency);
      waiting.set({ urgency: `u${urgency}` }, found?.people ?? 0);
      longest.set({ urgency: `u${urgency}` }, found?.longestSeconds ?? 0);
    }
    inbox.set(figures.inbox.pending);
    inboxAge.set(figures.inbox.oldestSeconds);
    for (const row of figures.outbox) {
      const labels = { channel: row.channel, lane: lanes[row.lane] ?? 'other' };
      outbox.set(labels, row.pending);
      outboxAge.set(labels, row.oldestSeconds);
      leased.set(labels, row.leased);
    }
    turns.set(figures.turnsLastHour);
    failures.set(figures.failuresLastHour);
    for (const { channel, outcome, count } of figures.sendsLastHour) sends.set({ channel, outcome }, count);
  };
}
