/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.Sequencer;

/**
 * Bounds the attempts to connect, for each target host and in order of request: how many
 * are under way at the same time, and how many begin in a second. Servers ban clients
 * that storm, threads are not free, and a host that swallows packets must not hold up the
 * others.
 */
final class ConnectLimiter {

	private final EngineTimer timer;

	private final int maxConcurrent;

	/** Nanoseconds between the beginnings of two attempts, 0 for no limit. */
	private final long interval;

	private final Map<String, Host> hosts = new HashMap<>();

	/**
	 * Runs the actions of granted permits one after the other, not one within the other:
	 * an attempt that ends as soon as it is granted would grant the next one a few frames
	 * deeper in the same stack. Bounded by the permits.
	 */
	private final Sequencer actions;

	/**
	 * Create a new limiter.
	 * @param timer the timer
	 * @param dispatch for the log
	 * @param maxConcurrent the most attempts under way to one host
	 * @param rate the most attempts to one host that begin in a second, 0 for no limit
	 */
	ConnectLimiter(EngineTimer timer, Executor dispatch, int maxConcurrent, double rate) {
		this.timer = timer;
		this.actions = new Sequencer(dispatch, Integer.MAX_VALUE);
		this.maxConcurrent = maxConcurrent;
		this.interval = (rate > 0) ? (long) (1_000_000_000 / rate) : 0;
	}

	/**
	 * Create the permit of an attempt.
	 * @param host the target host
	 * @param granted run when there is permission to connect
	 * @return a permit, to be requested and given back
	 */
	Permit permit(String host, Runnable granted) {
		return new Permit(host, granted);
	}

	private void request(Permit permit) {
		List<Permit> granted;
		synchronized (this.hosts) {
			if (permit.requested || permit.released) {
				return;
			}
			permit.requested = true;
			Host target = this.hosts.computeIfAbsent(permit.host, Host::new);
			target.waiting.add(permit);
			granted = grant(target);
		}
		run(granted);
	}

	private void release(Permit permit) {
		List<Permit> granted;
		synchronized (this.hosts) {
			if (permit.released) {
				return;
			}
			permit.released = true;
			Host target = this.hosts.get(permit.host);
			if (target == null) {
				return;
			}
			if (permit.granted) {
				target.running--;
			}
			else {
				target.waiting.remove(permit);
			}
			granted = grant(target);
		}
		run(granted);
	}

	private void resume(Host target) {
		List<Permit> granted;
		synchronized (this.hosts) {
			target.scheduled = false;
			granted = grant(target);
		}
		run(granted);
	}

	private void run(List<Permit> granted) {
		granted.forEach((permit) -> this.actions.run(permit.action));
	}

	private List<Permit> grant(Host target) {
		List<Permit> granted = new ArrayList<>(1);
		long now = this.timer.nanoTime();
		while (!target.waiting.isEmpty() && target.running < this.maxConcurrent && isDue(target, now)) {
			Permit permit = target.waiting.remove();
			permit.granted = true;
			target.running++;
			target.nextAt = now + this.interval;
			target.limited = this.interval > 0;
			granted.add(permit);
		}
		boolean unused = target.running == 0 && target.waiting.isEmpty();
		if (unused && isDue(target, now)) {
			this.hosts.remove(target.name, target);
		}
		else if (unused || (!target.waiting.isEmpty() && target.running < this.maxConcurrent)) {
			lookAgain(target, now);
		}
		return granted;
	}

	// An unused host is kept until the next attempt may begin, so that the rate holds
	private void lookAgain(Host target, long now) {
		if (!target.scheduled) {
			target.scheduled = true;
			this.timer.schedule(() -> resume(target), Duration.ofNanos(target.nextAt - now));
		}
	}

	private boolean isDue(Host target, long now) {
		return !target.limited || now - target.nextAt >= 0;
	}

	/**
	 * The attempts to one host.
	 */
	private static final class Host {

		private final String name;

		private final ArrayDeque<Permit> waiting = new ArrayDeque<>();

		/** Attempts under way. */
		private int running;

		/** Whether an attempt has begun, so that {@link #nextAt} counts. */
		private boolean limited;

		/** When the next attempt may begin. */
		private long nextAt;

		/** Whether the timer will look again. */
		private boolean scheduled;

		private Host(String name) {
			this.name = name;
		}

	}

	/**
	 * The permission, or the place in the queue, of one attempt.
	 */
	final class Permit {

		private final String host;

		private final Runnable action;

		private boolean requested;

		private boolean granted;

		private boolean released;

		private Permit(String host, Runnable action) {
			// RFC 3986, section 3.2.2: host names do not differ in case
			this.host = host.toLowerCase(Locale.ROOT);
			this.action = action;
		}

		/**
		 * Ask for permission to connect, which may be granted at once. Safe to repeat.
		 */
		void request() {
			ConnectLimiter.this.request(this);
		}

		/**
		 * Give the permit back. Safe to repeat.
		 */
		void release() {
			ConnectLimiter.this.release(this);
		}

	}

}
