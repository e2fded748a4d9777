import type { Instance, TopicPublisher } from '../kernel/ports.js';
import type { AlarmConfig } from './alarm-config.js';
import { alarmMessage } from './alarm-message.js';
import { evaluationPauseMs } from './alarm-periods.js';
import { Alarm, type StateChange } from './alarm.js';
import type { MetricStore } from './metric-store.js';

interface Entry {
  readonly alarm: Alarm;
  timer: NodeJS.Timeout;
}

/** The alarms, evaluated again and again. */
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

  /** Deleting what is not there does nothing. */
  delete(name: string): void {
    clearInterval(this.#entries.get(name)?.timer);
    this.#entries.delete(name);
  }

  close(): void {
    for (const name of [...this.#entries.keys()]) this.delete(name);
  }

  #schedule(alarm: Alarm): NodeJS.Timeout {
    const pauseMs = evaluationPauseMs(alarm.config, this.instance.waitScale);
    return setInterval(() => alarm.evaluate(this.store), pauseMs).unref();
  }

  #act(alarm: Alarm, change: StateChange): void {
    const { name, actionsEnabled, actions } = alarm.config;
    if (!actionsEnabled) return;
    const { subject, body } = alarmMessage(alarm, change, this.instance);
    for (const topicArn of actions[change.to]) {
      this.topics.publish(topicArn, subject, body).catch((error: unknown) => {
        this.instance.warn(`alarm ${name}: ${String(error)}`);
      });
    }
  }
}
