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

package io.github.heartbeat.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.SmartLifecycle;

/**
 * Properties of Heartbeat.
 */
@ConfigurationProperties("heartbeat")
public class HeartbeatProperties {

	/**
	 * Whether to define the clients at all.
	 */
	private boolean enabled = true;

	/**
	 * Whether to keep the application running while any client is started.
	 */
	private boolean keepAlive = true;

	/**
	 * Phase of the application's lifecycle in which the clients are started and stopped.
	 */
	private int phase = SmartLifecycle.DEFAULT_PHASE;

	private final Connect connect = new Connect();

	/**
	 * Number of transitions of each client that are kept for the endpoint, zero for none.
	 */
	private int journalSize = 50;

	/**
	 * Clients by name.
	 */
	private final Map<String, HeartbeatClientSettings> client = new LinkedHashMap<>();

	public Connect getConnect() {
		return this.connect;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public boolean isKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(boolean keepAlive) {
		this.keepAlive = keepAlive;
	}

	public int getPhase() {
		return this.phase;
	}

	public void setPhase(int phase) {
		this.phase = phase;
	}

	public int getJournalSize() {
		return this.journalSize;
	}

	public void setJournalSize(int journalSize) {
		this.journalSize = journalSize;
	}

	public Map<String, HeartbeatClientSettings> getClient() {
		return this.client;
	}

	/**
	 * Bounds of the attempts to connect, for each target host.
	 */
	public static class Connect {

		/**
		 * Maximum number of attempts to one host that are under way at the same time.
		 */
		private int maxConcurrent = 32;

		/**
		 * Maximum number of attempts to one host that begin in a second. Without it there
		 * is no limit.
		 */
		private @Nullable Double rate;

		public int getMaxConcurrent() {
			return this.maxConcurrent;
		}

		public void setMaxConcurrent(int maxConcurrent) {
			this.maxConcurrent = maxConcurrent;
		}

		public @Nullable Double getRate() {
			return this.rate;
		}

		public void setRate(@Nullable Double rate) {
			this.rate = rate;
		}

	}

}
