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

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatObserver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.unit.DataSize;

/**
 * {@link HeartbeatObserver} that warns of settings that are allowed and will hurt, when a
 * client is added: once for each client and kind, and no more than ten times for a kind,
 * since thousands of clients may have the same defaults.
 */
class SettingsAdvice implements HeartbeatObserver {

	private static final Log logger = LogFactory.getLog(SettingsAdvice.class);

	private static final int MOST_WARNINGS = 10;

	/** Load balancers close what has been idle for 60 seconds. */
	private static final Duration LONG_INTERVAL = Duration.ofSeconds(55);

	private static final Duration LONG_TIMEOUT = Duration.ofSeconds(60);

	private final long heap;

	private final Map<Kind, Integer> warnings = new EnumMap<>(Kind.class);

	private int clients;

	/** What the queues of all clients may take, in bytes. */
	private long queues;

	private boolean warnedOfQueues;

	SettingsAdvice() {
		this(Runtime.getRuntime().maxMemory());
	}

	SettingsAdvice(long heap) {
		this.heap = heap;
	}

	@Override
	public synchronized void added(HeartbeatClient client) {
		String name = client.getName();
		HeartbeatClientSettings settings = client.getSettings();
		this.clients++;
		this.queues += queues(settings);
		checkPing(name, settings.ping());
		if (!settings.reconnect().enabled()) {
			warn(Kind.NO_RECONNECT, name, "reconnect.enabled", "it is false, so that a connection that is lost stays "
					+ "lost until reconnect() is called: set it to true unless that is wanted");
		}
		if (isSecretInTheOpen(settings)) {
			warn(Kind.SECRET_IN_THE_OPEN, name, "url", "it has the scheme 'ws', so that everybody on the way can read "
					+ "the Authorization header: change it to 'wss'");
		}
		checkQueues(name);
	}

	@Override
	public synchronized void removed(HeartbeatClient client) {
		this.clients--;
		this.queues -= queues(client.getSettings());
	}

	private void checkPing(String name, Ping ping) {
		if (ping.mode() == PingMode.OFF) {
			warn(Kind.NO_HEARTBEAT, name, "ping.mode", "it is 'off', so that a peer that is gone without a word may "
					+ "stay unnoticed for hours: set it to 'frame', or to 'passive' if the server sends regularly");
			return;
		}
		if (ping.mode() != PingMode.PASSIVE && ping.interval().compareTo(LONG_INTERVAL) >= 0) {
			warn(Kind.LONG_INTERVAL, name, "ping.interval", "it is " + ping.interval().toSeconds()
					+ " s, and load balancers close a connection that is idle for 60 s: set it to 30s or less");
		}
		if (ping.timeout().compareTo(LONG_TIMEOUT) > 0) {
			warn(Kind.LONG_TIMEOUT, name, "ping.timeout", "it is " + ping.timeout().toSeconds()
					+ " s, and for so long a dead connection passes for a live one: set it to 30s or less");
		}
	}

	private boolean isSecretInTheOpen(HeartbeatClientSettings settings) {
		URI url = settings.url();
		boolean secret = url.getRawUserInfo() != null
				|| settings.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
		return secret && url.getScheme().equals("ws") && !isLoopback(url.getHost());
	}

	// By name alone: nothing is looked up
	private boolean isLoopback(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		return name.equals("localhost") || name.endsWith(".localhost") || name.matches("127(\\.\\d{1,3}){3}")
				|| name.equals("[::1]") || name.equals("[0:0:0:0:0:0:0:1]");
	}

	private static long queues(HeartbeatClientSettings settings) {
		return settings.receive().queueSize().toBytes() + settings.send().queueSize().toBytes();
	}

	private void checkQueues(String name) {
		if (!this.warnedOfQueues && this.queues > this.heap / 4) {
			this.warnedOfQueues = true;
			logger.warn(String.format(
					"With client '%s' the queues of %d clients may take %d MB together, more than a quarter of the "
							+ "maximum heap of %d MB: set heartbeat.defaults.receive.queue-size and "
							+ "heartbeat.defaults.send.queue-size to less, or -Xmx to more",
					name, this.clients, DataSize.ofBytes(this.queues).toMegabytes(),
					DataSize.ofBytes(this.heap).toMegabytes()));
		}
	}

	private void warn(Kind kind, String name, String key, String text) {
		int count = this.warnings.merge(kind, 1, Integer::sum);
		String message = "Client '" + name + "', heartbeat.client." + name + "." + key + ": " + text;
		if (count > MOST_WARNINGS) {
			logger.debug(message);
			return;
		}
		logger.warn(message + ((count < MOST_WARNINGS) ? ""
				: " (this is the tenth client of which that is said, further ones are logged at DEBUG only)"));
	}

	/**
	 * What is warned of.
	 */
	private enum Kind {

		LONG_INTERVAL, LONG_TIMEOUT, NO_HEARTBEAT, NO_RECONNECT, SECRET_IN_THE_OPEN

	}

}
