import type { Instance, TopicPublisher } from '../kernel/ports.js';
import { alarmMessage } from './alarm-message.js';
import { Alarm, type AlarmConfig, type StateChange } from './alarm.js';
import type { MetricStore } from './metric-store.js';

/** AWS evaluates alarms of longer periods every minute too. */
const LONGEST_PAUSE_SECONDS = 60;

interface Entry {
  readonly alarm: Alarm;
  timer: NodeJS.Timeout;
}

/** The alarms, each evaluated once a period. */
export class AlarmRegistry {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly instance: Instance,
    private readonly store: MetricStore,
    private readonly topics: TopicPublisher,
  ) {}

  /** A new alarm begins without data; one that exists keeps its state. */
  put(config: AlarmConfig): void {
    const existing = this.#entries.get(config.name);
    if (existing === undefined) {
      const alarm = new Alarm(config, this.instance, (changed, change) => this.#act(changed, change));
      this.#entries.set(config.name, { alarm, timer: this.#schedule(alarm) });
      return;
    }
    existing.alarm.configure(config);
    clearInterval(existing.timer);
    existing.timer = this.#schedule(existing.alarm);
  }

  find(name: string): Alarm | undefined {
    return this.#entries.get(name)?.alarm;
  }

  /** By name. */
  list(): readonly Alarm[] {
    const alarms = [...this.#entries.values()].map(({ alarm }) => alarm);
    return alarms.sort((a, b) => (a.config.name < b.config.name ? -1 : 1));
  }

  delete(name: string): void {
    clearInterval(this.#entries.get(name)?.timer);
    this.#entries.delete(name);
  }

  close(): void {
    for (const name of [...this.#entries.keys()]) this.delete(name);
  }

  #schedule(alarm: Alarm): NodeJS.Timeout {
    const pauseSeconds = Math.min(alarm.config.periodSeconds, LONGEST_PAUSE_SECONDS);
    return setInterval(() => alarm.evaluate(this.store), pauseSeconds * 1000).unref();
  }

  #act(alarm: Alarm, change: StateChange): void {
    const { config } = alarm;
    if (!config.actionsEnabled) return;
    const actions = {
      ALARM: config.alarmActions,
      OK: config.okActions,
      INSUFFICIENT_DATA: config.insufficientDataActions,
    }[change.to];
    const { subject, body } = alarmMessage(alarm, change, this.instance);
    for (const action of actions) {
      if (!action.startsWith('arn:aws:sns:')) {
        this.instance.warn(`alarm ${config.name}: local-aws does not carry out ${action}.`);
        continue;
      }
      this.topics.publish(action, subject, body).catch((error: unknown) => {
        this.instance.warn(`alarm ${config.name}: ${String(error)}`);
      });
    }
  }
}
