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

package io.github.heartbeat.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The settings of a client with the keys and in the form of the configuration, without
 * secrets: of the URL neither user-info nor query, of headers the names, of messages the
 * length.
 */
final class SettingsView {

	/** A longer subprotocol is no name but a token, as Kubernetes has it. */
	private static final int LONGEST_SUBPROTOCOL = 32;

	private final Map<String, Object> values = new LinkedHashMap<>();

	private SettingsView() {
	}

	static Map<String, Object> of(HeartbeatClientSettings settings) {
		SettingsView view = new SettingsView();
		view.add(settings);
		view.add(settings.ping());
		view.add(settings.reconnect());
		view.add(settings.send());
		view.add(settings.receive());
		view.put("ready.when", (settings.ready().when() != null) ? settings.ready().when() : "default");
		view.put("ready.message", (settings.ready().message() != null) ? settings.ready().message().toString() : null);
		view.put("ready.timeout", settings.ready().timeout());
		view.put("health.enabled", settings.health().enabled());
		view.put("health.down-after", settings.health().downAfter());
		return view.values;
	}

	private void add(HeartbeatClientSettings settings) {
		put("url", settings.displayUrl());
		put("auto-startup", settings.autoStartup());
		put("connect-timeout", settings.connectTimeout());
		put("headers", List.copyOf(settings.headers().keySet()));
		put("subprotocols", settings.subprotocols().stream().map(SettingsView::subprotocol).toList());
		put("ssl.bundle", settings.ssl().bundle());
		put("close-on-message", hidden(settings.closeOnMessage()));
		put("send-on-open",
				(!settings.sendOnOpen().isEmpty()) ? hidden(settings.sendOnOpen().size(), "message") : null);
		put("compression", settings.compression());
		put("observe-messages", settings.observeMessages());
		put("shutdown-timeout", settings.shutdownTimeout());
	}

	private void add(HeartbeatClientSettings.Ping ping) {
		put("ping.mode", ping.mode());
		put("ping.message", (ping.mode() == PingMode.MESSAGE) ? hidden(ping.message()) : null);
		put("ping.interval", ping.interval());
		put("ping.timeout", ping.timeout());
	}

	private void add(HeartbeatClientSettings.Reconnect reconnect) {
		put("reconnect.enabled", reconnect.enabled());
		put("reconnect.delay", reconnect.delay());
		put("reconnect.multiplier", reconnect.multiplier());
		put("reconnect.max-delay", reconnect.maxDelay());
		put("reconnect.jitter", reconnect.jitter());
		put("reconnect.max-retries", (reconnect.maxRetries() != null) ? reconnect.maxRetries() : "unlimited");
		put("reconnect.stable-after", reconnect.stableAfter());
		put("reconnect.fatal-close-codes", reconnect.fatalCloseCodes().stream().map(Object::toString).toList());
		put("reconnect.fatal-statuses", reconnect.fatalStatuses().stream().map(Object::toString).toList());
	}

	private void add(HeartbeatClientSettings.Send send) {
		put("send.timeout", send.timeout());
		put("send.queue-capacity", send.queueCapacity());
		put("send.queue-size", send.queueSize());
		put("send.when-closed", send.whenClosed());
		put("send.overflow", send.overflow());
		put("send.queue-ttl", send.queueTtl());
	}

	private void add(HeartbeatClientSettings.Receive receive) {
		put("receive.max-message-size", receive.maxMessageSize());
		put("receive.buffer-size", receive.bufferSize());
		put("receive.queue-capacity", receive.queueCapacity());
		put("receive.queue-size", receive.queueSize());
		put("receive.overflow", receive.overflow());
	}

	private void put(String key, @Nullable Object value) {
		if (value instanceof Duration duration) {
			this.values.put(key, text(duration));
		}
		else if (value instanceof DataSize size) {
			this.values.put(key, text(size));
		}
		else if (value instanceof Enum<?> constant) {
			this.values.put(key, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
		}
		else if (value != null) {
			this.values.put(key, value);
		}
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

	private static String text(DataSize size) {
		if (size.toBytes() % (1024 * 1024) == 0) {
			return size.toMegabytes() + "MB";
		}
		return (size.toBytes() % 1024 == 0) ? size.toKilobytes() + "KB" : size.toBytes() + "B";
	}

	private static @Nullable String hidden(@Nullable String message) {
		return (message != null) ? hidden(message.length(), "character") : null;
	}

	private static String hidden(int count, String unit) {
		return "(hidden, " + count + " " + unit + ((count != 1) ? "s" : "") + ")";
	}

	private static String subprotocol(String subprotocol) {
		return (subprotocol.length() > LONGEST_SUBPROTOCOL) ? hidden(subprotocol.length(), "character") : subprotocol;
	}

}
