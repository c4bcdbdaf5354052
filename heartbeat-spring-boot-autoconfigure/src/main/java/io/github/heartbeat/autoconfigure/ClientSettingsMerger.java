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
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatSettingsException;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Health;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Ping;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Ready;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Receive;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Reconnect;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Send;
import io.github.heartbeat.autoconfigure.HeartbeatClientProperties.Ssl;
import org.jspecify.annotations.Nullable;

import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.StringUtils;

/**
 * Makes the settings of one client, key by key: what the client says, or else what the
 * defaults say, or else what {@link HeartbeatClientSettings#of} says. A value that is not
 * allowed is reported under the key that it came from.
 */
final class ClientSettingsMerger {

	private static final String HEADERS = "headers.";

	/**
	 * Keys whose value must not be shown as it was configured: it may be a secret, or it
	 * is a list and the element to blame says more.
	 */
	private static final Set<String> NOT_SHOWN_AS_CONFIGURED = Set.of("url", "ping.message", "close-on-message",
			"send-on-open", "subprotocols", "reconnect.fatal-close-codes", "reconnect.fatal-statuses");

	private final String name;

	private final HeartbeatClientProperties client;

	private final HeartbeatClientProperties defaults;

	private final PropertyLayers<HeartbeatClientProperties> layers;

	private final Supplier<List<String>> sslBundleNames;

	private final Interner shared;

	ClientSettingsMerger(String name, HeartbeatClientProperties client, HeartbeatClientProperties defaults,
			Supplier<List<String>> sslBundleNames) {
		this(name, client, defaults, sslBundleNames, new Interner());
	}

	/**
	 * Create a new merger.
	 * @param name the name of the client
	 * @param client what is configured for the client
	 * @param defaults what is configured for all clients
	 * @param sslBundleNames the names of the SSL bundles there are
	 * @param shared what clients have in common
	 */
	ClientSettingsMerger(String name, HeartbeatClientProperties client, HeartbeatClientProperties defaults,
			Supplier<List<String>> sslBundleNames, Interner shared) {
		this.name = name;
		this.client = client;
		this.defaults = defaults;
		this.layers = new PropertyLayers<>(client, defaults);
		this.sslBundleNames = sslBundleNames;
		this.shared = shared;
	}

	/**
	 * Return the settings.
	 * @return the settings, complete and valid
	 * @throws InvalidHeartbeatPropertyException if a value is not allowed
	 */
	HeartbeatClientSettings merge() {
		HeartbeatClientSettings standard = standard();
		try {
			return new HeartbeatClientSettings(standard.url(),
					this.layers.get("auto-startup", HeartbeatClientProperties::getAutoStartup, standard.autoStartup()),
					this.shared.share(this.layers.get("connect-timeout", HeartbeatClientProperties::getConnectTimeout,
							standard.connectTimeout())),
					headers(),
					this.shared.share(List.copyOf(this.layers.get("subprotocols",
							HeartbeatClientProperties::getSubprotocols, standard.subprotocols()))),
					sslBundle(standard.url()), ping(standard.ping()), reconnect(standard.reconnect()),
					this.layers.get("close-on-message", HeartbeatClientProperties::getCloseOnMessage),
					this.shared.share(List.copyOf(this.layers.get("send-on-open",
							HeartbeatClientProperties::getSendOnOpen, standard.sendOnOpen()))),
					send(standard.send()), receive(standard.receive()), ready(standard.ready()),
					this.layers.get("compression", HeartbeatClientProperties::getCompression, standard.compression()),
					this.shared.share(this.layers.get("shutdown-timeout", HeartbeatClientProperties::getShutdownTimeout,
							standard.shutdownTimeout())),
					health(standard.health()), this.layers.get("observe-messages",
							HeartbeatClientProperties::getObserveMessages, standard.observeMessages()));
		}
		catch (HeartbeatSettingsException ex) {
			throw invalid(ex.getKey(), ex.getValue(), ex.getReason());
		}
	}

	private HeartbeatClientSettings standard() {
		String url = this.layers.get("url", HeartbeatClientProperties::getUrl);
		if (!StringUtils.hasText(url)) {
			throw new InvalidHeartbeatPropertyException(fullKey("url"), "", false, "A client must have a URL.",
					String.format("Set '%s' to the WebSocket URL to connect to, for example "
							+ "'wss://feed.example.com/prices'.", fullKey("url")));
		}
		if (url.contains("${")) {
			throw invalid("url", DisplayUrl.of(url), "A placeholder in it can't be resolved.");
		}
		try {
			// By its text: two URLs are equal, too, if their hosts differ in case
			return HeartbeatClientSettings.of(this.shared.share(url.trim(), new URI(url.trim())));
		}
		catch (URISyntaxException ex) {
			// The message is not shown: it has the whole text in it
			throw invalid("url", DisplayUrl.of(url),
					String.format("%s at index %s. A URL such as 'wss://feed.example.com/prices' is expected.",
							ex.getReason(), ex.getIndex()));
		}
		catch (HeartbeatSettingsException ex) {
			throw invalid("url", DisplayUrl.of(url), ex.getReason());
		}
	}

	private Map<String, String> headers() {
		if (this.defaults.headers().isEmpty() && this.client.headers().isEmpty()) {
			return Collections.emptyMap();
		}
		Map<String, String> headers = new LinkedCaseInsensitiveMap<>();
		headers.putAll(this.defaults.headers());
		headers.putAll(this.client.headers());
		return headers;
	}

	private @Nullable String sslBundle(URI url) {
		String key = "ssl.bundle";
		String bundle = this.layers.nested("ssl", HeartbeatClientProperties::ssl).get("bundle", Ssl::getBundle);
		if (!StringUtils.hasText(bundle)) {
			return null;
		}
		if (!url.getScheme().equals("wss")) {
			if (this.layers.isDefaulted(key)) {
				return null;
			}
			throw invalid(key, bundle, "An SSL bundle needs a URL with the scheme 'wss', and this client has 'ws'.");
		}
		List<String> names = this.sslBundleNames.get();
		if (!names.contains(bundle)) {
			String known = names.isEmpty() ? "There is none." : "There are: " + String.join(", ", names) + ".";
			throw invalid(key, bundle,
					"It must be the name of an SSL bundle, as defined below 'spring.ssl.bundle'. " + known);
		}
		return bundle;
	}

	private HeartbeatClientSettings.Ping ping(HeartbeatClientSettings.Ping standard) {
		PropertyLayers<Ping> ping = this.layers.nested("ping", HeartbeatClientProperties::ping);
		if (ping.isEmpty()) {
			return standard;
		}
		String message = ping.get("message", Ping::getMessage);
		PingMode mode = (message != null) ? PingMode.MESSAGE : standard.mode();
		return this.shared.share(new HeartbeatClientSettings.Ping(ping.get("mode", Ping::getMode, mode),
				(message != null) ? message : standard.message(),
				ping.get("interval", Ping::getInterval, standard.interval()),
				ping.get("timeout", Ping::getTimeout, standard.timeout())));
	}

	private HeartbeatClientSettings.Reconnect reconnect(HeartbeatClientSettings.Reconnect standard) {
		PropertyLayers<Reconnect> reconnect = this.layers.nested("reconnect", HeartbeatClientProperties::reconnect);
		if (reconnect.isEmpty()) {
			return standard;
		}
		List<CodeRange> fatalCloseCodes = codeRanges("reconnect.fatal-close-codes",
				reconnect.get("fatal-close-codes", Reconnect::getFatalCloseCodes), standard.fatalCloseCodes());
		List<CodeRange> fatalStatuses = codeRanges("reconnect.fatal-statuses",
				reconnect.get("fatal-statuses", Reconnect::getFatalStatuses), standard.fatalStatuses());
		return this.shared.share(new HeartbeatClientSettings.Reconnect(
				reconnect.get("enabled", Reconnect::getEnabled, standard.enabled()),
				reconnect.get("delay", Reconnect::getDelay, standard.delay()),
				reconnect.get("multiplier", Reconnect::getMultiplier, standard.multiplier()),
				reconnect.get("max-delay", Reconnect::getMaxDelay, standard.maxDelay()),
				reconnect.get("jitter", Reconnect::getJitter, standard.jitter()),
				reconnect.get("max-retries", Reconnect::getMaxRetries),
				reconnect.get("stable-after", Reconnect::getStableAfter, standard.stableAfter()), fatalCloseCodes,
				fatalStatuses));
	}

	private List<CodeRange> codeRanges(String key, @Nullable List<String> texts, List<CodeRange> standard) {
		if (texts == null) {
			return standard;
		}
		List<CodeRange> ranges = new ArrayList<>();
		for (String text : texts) {
			try {
				ranges.add(CodeRange.parse(text));
			}
			catch (IllegalArgumentException ex) {
				throw invalid(key, text, String.valueOf(ex.getMessage()));
			}
		}
		return ranges;
	}

	private HeartbeatClientSettings.Send send(HeartbeatClientSettings.Send standard) {
		PropertyLayers<Send> send = this.layers.nested("send", HeartbeatClientProperties::send);
		if (send.isEmpty()) {
			return standard;
		}
		return this.shared
			.share(new HeartbeatClientSettings.Send(send.get("timeout", Send::getTimeout, standard.timeout()),
					send.get("queue-capacity", Send::getQueueCapacity, standard.queueCapacity()),
					send.get("queue-size", Send::getQueueSize, standard.queueSize()),
					send.get("when-closed", Send::getWhenClosed, standard.whenClosed()),
					send.get("overflow", Send::getOverflow, standard.overflow()),
					send.get("queue-ttl", Send::getQueueTtl)));
	}

	private HeartbeatClientSettings.Ready ready(HeartbeatClientSettings.Ready standard) {
		PropertyLayers<Ready> ready = this.layers.nested("ready", HeartbeatClientProperties::ready);
		if (ready.isEmpty()) {
			return standard;
		}
		String message = ready.get("message", Ready::getMessage);
		ReadyWhen when = ready.get("when", Ready::getWhen);
		if (when == null) {
			when = (message != null) ? ReadyWhen.MESSAGE : standard.when();
		}
		return this.shared.share(new HeartbeatClientSettings.Ready(when, message,
				ready.get("timeout", Ready::getTimeout, standard.timeout())));
	}

	private HeartbeatClientSettings.Receive receive(HeartbeatClientSettings.Receive standard) {
		PropertyLayers<Receive> receive = this.layers.nested("receive", HeartbeatClientProperties::receive);
		if (receive.isEmpty()) {
			return standard;
		}
		return this.shared.share(new HeartbeatClientSettings.Receive(
				receive.get("max-message-size", Receive::getMaxMessageSize, standard.maxMessageSize()),
				receive.get("buffer-size", Receive::getBufferSize, standard.bufferSize()),
				receive.get("queue-capacity", Receive::getQueueCapacity, standard.queueCapacity()),
				receive.get("queue-size", Receive::getQueueSize, standard.queueSize()),
				receive.get("overflow", Receive::getOverflow, standard.overflow())));
	}

	private HeartbeatClientSettings.Health health(HeartbeatClientSettings.Health standard) {
		PropertyLayers<Health> health = this.layers.nested("health", HeartbeatClientProperties::health);
		if (health.isEmpty()) {
			return standard;
		}
		return this.shared
			.share(new HeartbeatClientSettings.Health(health.get("enabled", Health::getEnabled, standard.enabled()),
					health.get("down-after", Health::getDownAfter, standard.downAfter())));
	}

	private InvalidHeartbeatPropertyException invalid(String key, String value, String reason) {
		boolean shownAsConfigured = !NOT_SHOWN_AS_CONFIGURED.contains(key) && !key.startsWith(HEADERS);
		String fullKey = fullKey(key);
		return new InvalidHeartbeatPropertyException(fullKey, value, shownAsConfigured, reason,
				"Review the value of the property '" + fullKey + "' with the provided reason.");
	}

	private String fullKey(String key) {
		return isDefaulted(key) ? "heartbeat.defaults." + key : "heartbeat.client." + this.name + "." + key;
	}

	private boolean isDefaulted(String key) {
		if (key.startsWith(HEADERS)) {
			return !this.client.headers().containsKey(key.substring(HEADERS.length()));
		}
		return this.layers.isDefaulted(key);
	}

}
