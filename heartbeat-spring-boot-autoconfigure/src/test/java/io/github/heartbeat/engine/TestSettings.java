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

import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.Reconnect;
import io.github.heartbeat.HeartbeatClientSettings.Send;

/**
 * Settings for a test: the defaults without jitter, and what the test changes.
 */
public final class TestSettings {

	private HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("ws://localhost:4711/feed"));

	public TestSettings() {
		reconnect((reconnect) -> reconnect.withJitter(0));
	}

	/**
	 * Return the settings of the library this one descends from.
	 * @return settings with its numbers
	 */
	public static TestSettings ofSeed() {
		return new TestSettings()
			.ping((ping) -> ping.withMode(HeartbeatClientSettings.PingMode.MESSAGE)
				.withInterval(Duration.ofSeconds(15))
				.withTimeout(Duration.ofSeconds(10)))
			.reconnect((reconnect) -> reconnect.withDelay(Duration.ofSeconds(2))
				.withMultiplier(1)
				.withJitter(0)
				.withStableAfter(Duration.ZERO));
	}

	public TestSettings with(UnaryOperator<HeartbeatClientSettings> change) {
		this.settings = change.apply(this.settings);
		return this;
	}

	public TestSettings ping(UnaryOperator<Ping> change) {
		return with((settings) -> settings.withPing(change.apply(settings.ping())));
	}

	public TestSettings reconnect(UnaryOperator<Reconnect> change) {
		return with((settings) -> settings.withReconnect(change.apply(settings.reconnect())));
	}

	public TestSettings send(UnaryOperator<Send> change) {
		return with((settings) -> settings.withSend(change.apply(settings.send())));
	}

	public TestSettings receive(UnaryOperator<Receive> change) {
		return with((settings) -> settings.withReceive(change.apply(settings.receive())));
	}

	public HeartbeatClientSettings get() {
		return this.settings;
	}

}
