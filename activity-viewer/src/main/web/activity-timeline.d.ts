// SPDX-License-Identifier: Apache-2.0

/** An activity, as in the response of the API. */
export interface Activity {
  type: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  activity_time: number;
  event_id: string;
  source: string;
  /** RFC 3339 in UTC, with up to nine digits of a second. */
  occurred_at: string;
  /** `event`, `eventbridge`, `sns` or `sqs`. */
  time_source: string;
  actor?: { id: string; type?: string };
  attributes?: Record<string, unknown>;
  summary?: string;
  correlation_id?: string;
  causation_id?: string;
  sequence?: string;
  trace_id?: string;
  span_id?: string;
  trace_url?: string;
}

/** A bearer token, without the word "Bearer". Without a token, requests have no header `Authorization`. */
export type Token = string | null | undefined;

/** The detail of `activity-error`. */
export interface ActivityFailure {
  /** The status of the response; 0 without a response. */
  status: number;
  /** The code of the problem document; empty without one. */
  code: string;
  /** Seconds that the response asks to wait. */
  wait?: number;
}

/** The events of the element. They bubble, and they leave shadow roots. */
export interface ActivityTimelineEventMap {
  /** A row has opened. */
  'activity-open': CustomEvent<{ activity: Activity }>;
  /** The token is missing, refused or expired. The listener renews it. Then the element calls `token` and tries again. */
  'activity-unauthenticated': CustomEvent<Record<string, never>>;
  /** A request has failed. The element shows the failure itself. */
  'activity-error': CustomEvent<ActivityFailure>;
}

/** `<activity-timeline>`: shows the timeline of one entity. */
export class ActivityTimeline extends HTMLElement {
  /** The token, or a function that returns it or a promise of it. Each request calls the function. */
  token: Token | (() => Token | Promise<Token>);
  /** Replaces `fetch`, for example to sign requests. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Texts that replace those of the element, by name. The names are in the source. Call `reload` after a change. */
  messages?: Record<string, string>;
  /** Loads the timeline again from its start. */
  reload(): void;
  addEventListener<K extends keyof ActivityTimelineEventMap>(
    type: K,
    listener: (this: ActivityTimeline, event: ActivityTimelineEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'activity-timeline': ActivityTimeline;
  }
}
