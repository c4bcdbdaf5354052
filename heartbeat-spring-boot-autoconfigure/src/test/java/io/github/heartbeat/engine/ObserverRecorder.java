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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatObserver;

/**
 * A {@link HeartbeatObserver} that keeps what it is told.
 */
final class ObserverRecorder implements HeartbeatObserver {

	private final List<String> calls = new ArrayList<>();

	private final List<Duration> roundTrips = new ArrayList<>();

	private Consumer<String> callback = (call) -> {
	};

	@Override
	public void connected(HeartbeatClient client, Duration duration) {
		record("connected");
	}

	@Override
	public void connectFailed(HeartbeatClient client, DisconnectCause cause, Duration duration) {
		record("connectFailed " + cause);
	}

	@Override
	public void disconnected(HeartbeatClient client, DisconnectCause cause) {
		record("disconnected " + cause);
	}

	@Override
	public void roundTrip(HeartbeatClient client, Duration roundTrip) {
		this.roundTrips.add(roundTrip);
		record("roundTrip");
	}

	private void record(String call) {
		this.calls.add(call);
		this.callback.accept(call);
	}

	void callback(Consumer<String> callback) {
		this.callback = callback;
	}

	List<String> calls() {
		return this.calls;
	}

	List<Duration> roundTrips() {
		return this.roundTrips;
	}

}
