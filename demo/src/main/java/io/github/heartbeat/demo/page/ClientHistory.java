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

package io.github.heartbeat.demo.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.github.heartbeat.demo.server.FaultInjected;
import io.github.heartbeat.event.HeartbeatMessageEvent;

/**
 * History of one client in the last minutes.
 */
class ClientHistory {

	private final Ring<StateChange> states = new Ring<>(300);

	private final Ring<RoundTrip> roundTrips = new Ring<>(400);

	private final Ring<ReceivedMessage> messages = new Ring<>(20);

	private final Ring<FaultInjected> faults = new Ring<>(50);

	private long transition;

	private long received;

	synchronized void transition(HeartbeatTransition transition) {
		this.transition = Math.max(this.transition, transition.number());
		Attempt attempt = transition.attempt();
		if (attempt != null) {
			// That an attempt begins is no transition, but how long it took is known
			enter(HeartbeatState.CONNECTING, transition.time().minus(attempt.duration()));
		}
		enter(transition.state(), transition.time());
	}

	synchronized void roundTrip(Duration roundTrip) {
		this.roundTrips.add(new RoundTrip(Instant.now(), roundTrip.toNanos() / 1_000_000.0));
	}

	synchronized void received(HeartbeatMessageEvent event) {
		this.messages.add(ReceivedMessage.of(++this.received, event));
	}

	synchronized void injected(FaultInjected fault) {
		this.faults.add(fault);
	}

	synchronized boolean hasFresh() {
		return this.states.hasFresh() || this.roundTrips.hasFresh() || this.messages.hasFresh()
				|| this.faults.hasFresh();
	}

	/**
	 * Return the number of the last transition.
	 * @return the number, which differs if the journal does
	 */
	synchronized long getTransition() {
		return this.transition;
	}

	/**
	 * Return all there is.
	 * @return the entries
	 */
	synchronized Entries all() {
		return new Entries(this.states.all(), this.roundTrips.all(), this.messages.all(), this.faults.all());
	}

	/**
	 * Return what is new since this method was called last.
	 * @return the entries
	 */
	synchronized Entries takeFresh() {
		return new Entries(this.states.takeFresh(), this.roundTrips.takeFresh(), this.messages.takeFresh(),
				this.faults.takeFresh());
	}

	private void enter(HeartbeatState state, Instant at) {
		StateChange last = this.states.last();
		if (last == null || (last.state() != state && !at.isBefore(last.at()))) {
			this.states.add(new StateChange(at, state));
		}
	}

	/**
	 * Entries, the oldest first.
	 *
	 * @param states the states
	 * @param roundTrips the measured round trips
	 * @param messages the received messages
	 * @param faults the faults put between the client and its server
	 */
	record Entries(List<StateChange> states, List<RoundTrip> roundTrips, List<ReceivedMessage> messages,
			List<FaultInjected> faults) {

	}

}
