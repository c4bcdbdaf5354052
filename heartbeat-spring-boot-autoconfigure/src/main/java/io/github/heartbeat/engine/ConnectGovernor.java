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

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the attempts to connect that are under way at the same time, for each target
 * host and in order of request: servers ban clients that storm, threads are not free, and
 * a host that swallows packets must not hold up the others.
 */
final class ConnectGovernor {

	private final int maxConcurrent;

	private final Map<String, Host> hosts = new HashMap<>();

	ConnectGovernor(int maxConcurrent) {
		this.maxConcurrent = maxConcurrent;
	}

	/**
	 * Create the ticket of an attempt.
	 * @param host the target host
	 * @param granted run when there is permission to connect
	 * @return a ticket, to be requested and given back
	 */
	Ticket ticket(String host, Runnable granted) {
		return new Ticket(host, granted);
	}

	private void request(Ticket ticket) {
		synchronized (this.hosts) {
			if (ticket.released) {
				return;
			}
			Host target = this.hosts.computeIfAbsent(ticket.host, (key) -> new Host());
			if (target.running >= this.maxConcurrent) {
				target.waiting.add(ticket);
				return;
			}
			target.running++;
			ticket.granted = true;
		}
		ticket.action.run();
	}

	private void release(Ticket ticket) {
		Ticket next = null;
		synchronized (this.hosts) {
			if (ticket.released) {
				return;
			}
			ticket.released = true;
			Host target = this.hosts.get(ticket.host);
			if (target == null) {
				return;
			}
			if (!ticket.granted) {
				target.waiting.remove(ticket);
			}
			else {
				next = target.waiting.poll();
				if (next != null) {
					next.granted = true;
				}
				else {
					target.running--;
				}
			}
			if (target.running == 0 && target.waiting.isEmpty()) {
				this.hosts.remove(ticket.host);
			}
		}
		if (next != null) {
			next.action.run();
		}
	}

	/**
	 * The attempts to one host.
	 */
	private static final class Host {

		private final ArrayDeque<Ticket> waiting = new ArrayDeque<>();

		private int running;

	}

	/**
	 * The permission, or the place in the queue, of one attempt.
	 */
	final class Ticket {

		private final String host;

		private final Runnable action;

		private boolean granted;

		private boolean released;

		private Ticket(String host, Runnable action) {
			this.host = host;
			this.action = action;
		}

		/**
		 * Ask for permission to connect, which may be granted at once.
		 */
		void request() {
			ConnectGovernor.this.request(this);
		}

		/**
		 * Give the ticket back. Safe to repeat.
		 */
		void release() {
			ConnectGovernor.this.release(this);
		}

	}

}
