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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.FakeTransport.Attempt;
import io.github.heartbeat.engine.Lives.Life;

import org.springframework.test.util.ReflectionTestUtils;

/**
 * Oracle of attempts and connections: one at a time for each client, read unless the
 * queue is full, and nothing left of them at the end.
 */
final class ConnectionOracle {

	private final History history;

	private final Lives lives;

	private final ClientHarness harness;

	private final List<Link> links = new ArrayList<>();

	ConnectionOracle(History history, Lives lives, ClientHarness harness) {
		this.history = history;
		this.lives = lives;
		this.harness = harness;
	}

	/**
	 * A connection is established.
	 * @param link the connection
	 */
	void opened(Link link) {
		this.links.add(link);
	}

	/**
	 * A step was made, and nobody is in any call.
	 */
	void stepped() {
		for (Link link : this.links) {
			if (link.session().isSuspended() && !link.session().hasEnded() && !isFull(link)) {
				this.history.violated(Rule.READING, link + " is suspended");
			}
		}
	}

	private static boolean isFull(Link link) {
		ManagedClient client = link.life().client();
		HeartbeatConnection connection = client.getConnection();
		int capacity = client.getSettings().receive().queueCapacity();
		return connection != null && connection.getId().equals(link.connectionId())
				&& client.getStatistics().inbound().queued() > capacity / 2;
	}

	/**
	 * A step was made, and nothing waits for a thread.
	 * @param outstanding whether the timer has anything to do
	 */
	void settled(boolean outstanding) {
		this.lives.all().forEach((life) -> check(life, outstanding));
	}

	/**
	 * Return whether a connection is one that counts.
	 * @param connectionId the connection
	 * @return whether it is open
	 */
	boolean isOpen(String connectionId) {
		return this.lives.all()
			.stream()
			.map((life) -> life.client().getConnection())
			.anyMatch((connection) -> connection != null && connection.getId().equals(connectionId));
	}

	private void check(Life life, boolean outstanding) {
		long live = live(life).size();
		HeartbeatState state = life.state();
		if (live > 1) {
			this.history.violated(Rule.ONE_CONNECTION, live + " sessions of " + life + " live");
		}
		if (live > 0 && state != HeartbeatState.OPEN) {
			this.history.violated((state == HeartbeatState.STOPPED) ? Rule.NOTHING_AFTER_CLOSE : Rule.ONE_CONNECTION,
					"a session of " + life + " lives while " + state);
		}
		if (live == 0 && state == HeartbeatState.OPEN) {
			this.history.violated(Rule.ALIVE, life + " is OPEN, and its session has ended");
		}
		if (!outstanding && (state == HeartbeatState.WAITING || state == HeartbeatState.CONNECTING)) {
			this.history.violated(Rule.ALIVE, "nothing is outstanding while " + life + " is " + state);
		}
	}

	/**
	 * Return the sessions of a client that live.
	 * @param life the client
	 * @return the sessions
	 */
	List<FakeSession> live(Life life) {
		return this.links.stream()
			.filter((link) -> link.life() == life)
			.map(Link::session)
			.filter(FakeSession::isLive)
			.toList();
	}

	/**
	 * The history has ended, and all clients are stopped.
	 */
	void ended() {
		for (Life life : this.lives.all()) {
			if (!live(life).isEmpty()) {
				this.history.violated(Rule.NOTHING_AFTER_CLOSE, "a session of " + life + " lives at the end");
			}
			checkGate(life);
		}
		for (Attempt attempt : this.harness.transport().attempts()) {
			if (!attempt.isResolved() && !attempt.isAbandoned()) {
				left("attempt " + attempt.number());
			}
		}
		if (this.harness.timer().pending() > 0) {
			left(this.harness.timer().pending() + " timers");
		}
		if (!((Map<?, ?>) field(this.harness.limiter(), "hosts")).isEmpty()) {
			left("a permit of the limiter");
		}
		if (!Integer.valueOf(0).equals(field(this.harness.keepAlive(), "started"))) {
			left("what keeps the JVM alive");
		}
		for (Link link : this.links) {
			link.session().faults().forEach((fault) -> this.history.violated(Rule.NO_OVERLAP, fault));
		}
	}

	private void checkGate(Life life) {
		Object lifecycle = field(life.client(), "lifecycle");
		if (Boolean.TRUE.equals(field(field(lifecycle, "gate"), "busy"))) {
			left("an attempt in the gate of " + life);
		}
		if (ReflectionTestUtils.getField(lifecycle, "attempt") != null) {
			left("an attempt of " + life);
		}
	}

	private static Object field(Object target, String name) {
		Object value = ReflectionTestUtils.getField(target, name);
		if (value == null) {
			throw new IllegalStateException("'" + name + "' is null");
		}
		return value;
	}

	private void left(String what) {
		this.history.violated(Rule.NOTHING_LEFT, what + " is left");
	}

}
