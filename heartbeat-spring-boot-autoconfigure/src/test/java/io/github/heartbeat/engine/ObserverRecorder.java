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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;

/**
 * A {@link HeartbeatObserver} that keeps what it is told.
 */
final class ObserverRecorder implements HeartbeatObserver {

	private final List<String> calls = new ArrayList<>();

	private final List<Duration> roundTrips = new ArrayList<>();

	private final List<HeartbeatTransition> transitions = new ArrayList<>();

	private Consumer<String> callback = (call) -> {
	};

	private Consumer<HeartbeatTransition> onTransition = (transition) -> {
	};

	private HeartbeatObserver delegate = new HeartbeatObserver() {
	};

	@Override
	public void added(HeartbeatClient client) {
		this.delegate.added(client);
	}

	@Override
	public void removed(HeartbeatClient client) {
		this.delegate.removed(client);
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		this.transitions.add(transition);
		HeartbeatDisconnect disconnect = transition.disconnect();
		if (disconnect != null && transition.connection() != null) {
			record("disconnected " + disconnect.cause());
		}
		else if (disconnect != null && transition.attempt() != null) {
			record("connectFailed " + disconnect.cause());
		}
		else if (transition.attempt() != null) {
			record("connected");
		}
		this.onTransition.accept(transition);
		this.delegate.transition(client, transition);
	}

	@Override
	public void roundTrip(HeartbeatClient client, Duration roundTrip) {
		this.roundTrips.add(roundTrip);
		record("roundTrip");
		this.delegate.roundTrip(client, roundTrip);
	}

	private void record(String call) {
		this.calls.add(call);
		this.callback.accept(call);
	}

	void callback(Consumer<String> callback) {
		this.callback = callback;
	}

	void onTransition(Consumer<HeartbeatTransition> onTransition) {
		this.onTransition = onTransition;
	}

	List<HeartbeatTransition> transitions() {
		return this.transitions;
	}

	List<String> calls() {
		return this.calls;
	}

	List<Duration> roundTrips() {
		return this.roundTrips;
	}

	/**
	 * Set what is told everything as well.
	 * @param delegate an observer
	 */
	void delegate(HeartbeatObserver delegate) {
		this.delegate = delegate;
	}

}
