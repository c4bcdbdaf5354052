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

package io.github.heartbeat;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * The settings of one client, immutable, valid and complete: what the properties under
 * {@code heartbeat.client.<name>} say with the defaults filled in. {@link #of(URI)} is
 * the one place where the default values are defined. {@link #toString()} shows no
 * secret.
 *
 * @param url the endpoint, {@code ws} or {@code wss}
 * @param autoStartup whether to connect with the application context
 * @param connectTimeout bound of TCP, TLS and HTTP upgrade together
 * @param headers sent with each opening handshake
 * @param subprotocols offered in each opening handshake, in order of preference
 * @param sslBundle name of the SSL bundle, or {@code null} for the defaults of the JVM
 * @param ping how the connection proves that it is alive
 * @param reconnect when to connect again
 * @param closeOnMessage a text message equal to this closes the client for good, or
 * {@code null}
 * @param sendOnOpen text messages sent first on each connection
 * @param send how messages are written
 * @param receive how messages are received
 * @param ready when a connection is ready
 * @param compression whether {@code permessage-deflate} is offered
 * @param shutdownTimeout bound for the closing handshake and what is queued, at stop
 * @param health how the client shows in health
 * @param observeMessages whether the delivery of each message is an observation, and thus
 * the start of a trace
 */
public record HeartbeatClientSettings(URI url, boolean autoStartup, Duration connectTimeout,
		Map<String, String> headers, List<String> subprotocols, @Nullable String sslBundle, Ping ping,
		Reconnect reconnect, @Nullable String closeOnMessage, List<String> sendOnOpen, Send send, Receive receive,
		Ready ready, boolean compression, Duration shutdownTimeout, Health health, boolean observeMessages) {

	private static final Set<String> RESERVED_HEADERS = Set.of("cache-control", "connection", "host", "pragma",
			"sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol",
			"sec-websocket-version", "upgrade");

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	public HeartbeatClientSettings {
		url = checkUrl(url);
		positive("connect-timeout", connectTimeout);
		headers = checkHeaders(headers);
		subprotocols = checkSubprotocols(subprotocols);
		sendOnOpen = List.copyOf(sendOnOpen);
		notNegative("shutdown-timeout", shutdownTimeout);
	}

	/**
	 * Return settings with the default values.
	 * @param url the endpoint, {@code ws} or {@code wss}
	 * @return the settings
	 * @throws HeartbeatSettingsException if the URL is not a WebSocket URL
	 */
	public static HeartbeatClientSettings of(URI url) {
		return new HeartbeatClientSettings(url, true, Defaults.CONNECT_TIMEOUT, Collections.emptyMap(),
				Collections.emptyList(), null, Defaults.PING, Defaults.RECONNECT, null, Collections.emptyList(),
				Defaults.SEND, Defaults.RECEIVE, Defaults.READY, false, Defaults.SHUTDOWN_TIMEOUT, Defaults.HEALTH,
				false);
	}

	/**
	 * Return the URL without user-info and query, fit to be shown.
	 * @return the URL to show
	 */
	public String displayUrl() {
		StringBuilder display = new StringBuilder(this.url.getScheme()).append("://").append(this.url.getHost());
		if (this.url.getPort() != -1) {
			display.append(':').append(this.url.getPort());
		}
		if (this.url.getRawPath() != null) {
			display.append(this.url.getRawPath());
		}
		return display.toString();
	}

	/**
	 * Return a copy with another value for {@code url}.
	 * @param url the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withUrl(URI url) {
		return new HeartbeatClientSettings(url, this.autoStartup, this.connectTimeout, this.headers, this.subprotocols,
				this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen, this.send,
				this.receive, this.ready, this.compression, this.shutdownTimeout, this.health, this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code auto-startup}.
	 * @param autoStartup the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withAutoStartup(boolean autoStartup) {
		return new HeartbeatClientSettings(this.url, autoStartup, this.connectTimeout, this.headers, this.subprotocols,
				this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen, this.send,
				this.receive, this.ready, this.compression, this.shutdownTimeout, this.health, this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code connect-timeout}.
	 * @param connectTimeout the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withConnectTimeout(Duration connectTimeout) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, connectTimeout, this.headers, this.subprotocols,
				this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen, this.send,
				this.receive, this.ready, this.compression, this.shutdownTimeout, this.health, this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code headers}.
	 * @param headers the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withHeaders(Map<String, String> headers) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, headers, this.subprotocols,
				this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen, this.send,
				this.receive, this.ready, this.compression, this.shutdownTimeout, this.health, this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code subprotocols}.
	 * @param subprotocols the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withSubprotocols(List<String> subprotocols) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers, subprotocols,
				this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen, this.send,
				this.receive, this.ready, this.compression, this.shutdownTimeout, this.health, this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code ssl.bundle}.
	 * @param sslBundle the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withSslBundle(@Nullable String sslBundle) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code ping}.
	 * @param ping the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withPing(Ping ping) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code reconnect}.
	 * @param reconnect the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withReconnect(Reconnect reconnect) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code close-on-message}.
	 * @param closeOnMessage the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withCloseOnMessage(@Nullable String closeOnMessage) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code send-on-open}.
	 * @param sendOnOpen the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withSendOnOpen(List<String> sendOnOpen) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code send}.
	 * @param send the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withSend(Send send) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code receive}.
	 * @param receive the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withReceive(Receive receive) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code ready}.
	 * @param ready the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withReady(Ready ready) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, ready, this.compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code compression}.
	 * @param compression the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withCompression(boolean compression) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, compression, this.shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code shutdown-timeout}.
	 * @param shutdownTimeout the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withShutdownTimeout(Duration shutdownTimeout) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, shutdownTimeout, this.health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code health}.
	 * @param health the new value
	 * @return the copy
	 * @throws HeartbeatSettingsException if the value is not allowed
	 */
	public HeartbeatClientSettings withHealth(Health health) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, health,
				this.observeMessages);
	}

	/**
	 * Return a copy with another value for {@code observe-messages}.
	 * @param observeMessages the new value
	 * @return the copy
	 */
	public HeartbeatClientSettings withObserveMessages(boolean observeMessages) {
		return new HeartbeatClientSettings(this.url, this.autoStartup, this.connectTimeout, this.headers,
				this.subprotocols, this.sslBundle, this.ping, this.reconnect, this.closeOnMessage, this.sendOnOpen,
				this.send, this.receive, this.ready, this.compression, this.shutdownTimeout, this.health,
				observeMessages);
	}

	@Override
	public String toString() {
		return "HeartbeatClientSettings[url=" + displayUrl() + ", autoStartup=" + this.autoStartup + ", connectTimeout="
				+ this.connectTimeout + ", headers=" + this.headers.keySet() + ", subprotocols=" + this.subprotocols
				+ ", sslBundle=" + this.sslBundle + ", ping=" + this.ping + ", reconnect=" + this.reconnect
				+ ", sendOnOpen=" + this.sendOnOpen.size() + ", send=" + this.send + ", receive=" + this.receive
				+ ", ready=" + this.ready + ", compression=" + this.compression + ", shutdownTimeout="
				+ this.shutdownTimeout + ", health=" + this.health + ", observeMessages=" + this.observeMessages + "]";
	}

	private static URI checkUrl(URI url) {
		String scheme = (url.getScheme() != null) ? url.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!scheme.equals("ws") && !scheme.equals("wss")) {
			throw invalid("url", redacted(url), "The scheme must be 'ws' or 'wss'.");
		}
		if (!StringUtils.hasText(url.getHost())) {
			throw invalid("url", redacted(url), "There must be a host, as in 'wss://feed.example.com/prices'.");
		}
		if (url.getRawFragment() != null) {
			throw invalid("url", redacted(url), "A WebSocket URL has no fragment (RFC 6455, section 3).");
		}
		if (url.getPort() == 0 || url.getPort() > 65535) {
			throw invalid("url", redacted(url), "The port must be between 1 and 65535.");
		}
		return scheme.equals(url.getScheme()) ? url
				: URI.create(scheme + url.toString().substring(url.getScheme().length()));
	}

	private static String redacted(URI url) {
		String text = url.toString().replaceFirst("[?#].*$", "");
		return text.replaceFirst("//[^/@]*@", "//");
	}

	private static Map<String, String> checkHeaders(Map<String, String> headers) {
		if (headers.isEmpty()) {
			return Collections.emptyMap();
		}
		headers.forEach((name, value) -> {
			if (!TOKEN.matcher(name).matches()) {
				throw invalid("headers." + name, "(hidden)",
						"The name of a header must be a token (RFC 9110, section 5.1).");
			}
			if (RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
				throw invalid("headers." + name, "(hidden)",
						"The opening handshake sets this header itself; for subprotocols see 'subprotocols'.");
			}
			if (value.chars().anyMatch((character) -> character < ' ' && character != '\t')) {
				throw invalid("headers." + name, "(hidden)",
						"The value of a header must not contain control characters.");
			}
		});
		return Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	private static List<String> checkSubprotocols(List<String> subprotocols) {
		for (String subprotocol : subprotocols) {
			if (!TOKEN.matcher(subprotocol).matches()) {
				throw invalid("subprotocols", subprotocol,
						"A subprotocol must be a token without spaces or separators (RFC 6455, section 4.1).");
			}
		}
		if (subprotocols.size() > 1 && subprotocols.stream().distinct().count() != subprotocols.size()) {
			throw invalid("subprotocols", subprotocols, "Each subprotocol must be named once (RFC 6455, section 4.1).");
		}
		return List.copyOf(subprotocols);
	}

	private static void positive(String key, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw invalid(key, value, "The duration must be positive.");
		}
		bounded(key, value);
	}

	private static void notNegative(String key, Duration value) {
		if (value.isNegative()) {
			throw invalid(key, value, "The duration must not be negative.");
		}
		bounded(key, value);
	}

	private static void bounded(String key, Duration value) {
		if (value.compareTo(Duration.ofDays(3650)) > 0) {
			throw invalid(key, value, "The duration must not be longer than ten years.");
		}
	}

	private static void positive(String key, DataSize value) {
		if (value.toBytes() <= 0 || value.toBytes() > Integer.MAX_VALUE) {
			throw invalid(key, value, "The size must be between 1B and 2147483647B.");
		}
	}

	private static void positive(String key, int value) {
		if (value <= 0) {
			throw invalid(key, value, "The number must be positive.");
		}
	}

	private static HeartbeatSettingsException invalid(String key, Object value, String reason) {
		return new HeartbeatSettingsException(key, value, reason);
	}

	/**
	 * How the connection proves that it is alive.
	 *
	 * @param mode what is sent
	 * @param message the text sent in mode {@code message}
	 * @param interval idle time since the last inbound frame after which a ping goes out
	 * @param timeout time from a written ping, without any inbound frame, until the
	 * connection is lost
	 */
	public record Ping(PingMode mode, String message, Duration interval, Duration timeout) {

		public Ping {
			positive("ping.interval", interval);
			positive("ping.timeout", timeout);
			if (message.isEmpty()) {
				throw invalid("ping.message", message, "The message must not be empty.");
			}
		}

		/**
		 * Return a copy with another value for {@code ping.mode}.
		 * @param mode the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ping withMode(PingMode mode) {
			return new Ping(mode, this.message, this.interval, this.timeout);
		}

		/**
		 * Return a copy with another value for {@code ping.message}.
		 * @param message the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ping withMessage(String message) {
			return new Ping(this.mode, message, this.interval, this.timeout);
		}

		/**
		 * Return a copy with another value for {@code ping.interval}.
		 * @param interval the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ping withInterval(Duration interval) {
			return new Ping(this.mode, this.message, interval, this.timeout);
		}

		/**
		 * Return a copy with another value for {@code ping.timeout}.
		 * @param timeout the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ping withTimeout(Duration timeout) {
			return new Ping(this.mode, this.message, this.interval, timeout);
		}

	}

	/**
	 * When to connect again.
	 *
	 * @param enabled whether to connect again at all
	 * @param delay wait before the first retry
	 * @param multiplier factor by which the wait grows with each further retry
	 * @param maxDelay upper bound of the wait
	 * @param jitter fraction of the wait that is taken off at random, after the bound
	 * @param maxRetries consecutive failures until the client gives up, or {@code null}
	 * for no limit
	 * @param stableAfter how long a connection must have lived for the count of failures
	 * to start again
	 * @param fatalCloseCodes close codes that end retrying
	 * @param fatalStatuses HTTP statuses of the handshake that end retrying
	 */
	public record Reconnect(boolean enabled, Duration delay, double multiplier, Duration maxDelay, double jitter,
			@Nullable Long maxRetries, Duration stableAfter, List<CodeRange> fatalCloseCodes,
			List<CodeRange> fatalStatuses) {

		public Reconnect {
			positive("reconnect.delay", delay);
			positive("reconnect.max-delay", maxDelay);
			if (maxDelay.compareTo(delay) < 0) {
				throw invalid("reconnect.max-delay", maxDelay,
						"It must not be shorter than 'reconnect.delay', which is " + delay + ".");
			}
			if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
				throw invalid("reconnect.multiplier", multiplier, "The multiplier must be at least 1.");
			}
			if (!(jitter >= 0 && jitter <= 1)) {
				throw invalid("reconnect.jitter", jitter, "The jitter must be between 0 and 1.");
			}
			if (maxRetries != null && maxRetries < 0) {
				throw invalid("reconnect.max-retries", maxRetries,
						"The number must not be negative; 0 means that nothing is retried.");
			}
			notNegative("reconnect.stable-after", stableAfter);
			fatalCloseCodes = checkRanges("reconnect.fatal-close-codes", fatalCloseCodes, 1000, 4999);
			fatalStatuses = checkRanges("reconnect.fatal-statuses", fatalStatuses, 100, 599);
		}

		private static List<CodeRange> checkRanges(String key, List<CodeRange> ranges, int lowest, int highest) {
			for (CodeRange range : ranges) {
				if (range.first() < lowest || range.last() > highest) {
					throw invalid(key, range, "Codes must be between " + lowest + " and " + highest + ".");
				}
			}
			return List.copyOf(ranges);
		}

		/**
		 * Return a copy with another value for {@code reconnect.enabled}.
		 * @param enabled the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withEnabled(boolean enabled) {
			return new Reconnect(enabled, this.delay, this.multiplier, this.maxDelay, this.jitter, this.maxRetries,
					this.stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.delay}.
		 * @param delay the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withDelay(Duration delay) {
			return new Reconnect(this.enabled, delay, this.multiplier, this.maxDelay, this.jitter, this.maxRetries,
					this.stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.multiplier}.
		 * @param multiplier the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withMultiplier(double multiplier) {
			return new Reconnect(this.enabled, this.delay, multiplier, this.maxDelay, this.jitter, this.maxRetries,
					this.stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.max-delay}.
		 * @param maxDelay the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withMaxDelay(Duration maxDelay) {
			return new Reconnect(this.enabled, this.delay, this.multiplier, maxDelay, this.jitter, this.maxRetries,
					this.stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.jitter}.
		 * @param jitter the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withJitter(double jitter) {
			return new Reconnect(this.enabled, this.delay, this.multiplier, this.maxDelay, jitter, this.maxRetries,
					this.stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.max-retries}.
		 * @param maxRetries the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withMaxRetries(@Nullable Long maxRetries) {
			return new Reconnect(this.enabled, this.delay, this.multiplier, this.maxDelay, this.jitter, maxRetries,
					this.stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.stable-after}.
		 * @param stableAfter the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withStableAfter(Duration stableAfter) {
			return new Reconnect(this.enabled, this.delay, this.multiplier, this.maxDelay, this.jitter, this.maxRetries,
					stableAfter, this.fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.fatal-close-codes}.
		 * @param fatalCloseCodes the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withFatalCloseCodes(List<CodeRange> fatalCloseCodes) {
			return new Reconnect(this.enabled, this.delay, this.multiplier, this.maxDelay, this.jitter, this.maxRetries,
					this.stableAfter, fatalCloseCodes, this.fatalStatuses);
		}

		/**
		 * Return a copy with another value for {@code reconnect.fatal-statuses}.
		 * @param fatalStatuses the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Reconnect withFatalStatuses(List<CodeRange> fatalStatuses) {
			return new Reconnect(this.enabled, this.delay, this.multiplier, this.maxDelay, this.jitter, this.maxRetries,
					this.stableAfter, this.fatalCloseCodes, fatalStatuses);
		}

	}

	/**
	 * How messages are written.
	 *
	 * @param timeout a write that takes longer loses the connection
	 * @param queueCapacity how many messages may wait to be written
	 * @param queueSize how many bytes may wait to be written
	 * @param whenClosed what becomes of a message while there is no connection
	 * @param overflow what happens when the bounds of the queue are reached
	 * @param queueTtl how long a message may wait to be written, or {@code null} for no
	 * limit
	 */
	public record Send(Duration timeout, int queueCapacity, DataSize queueSize, WhenClosed whenClosed,
			SendOverflow overflow, @Nullable Duration queueTtl) {

		public Send {
			positive("send.timeout", timeout);
			positive("send.queue-capacity", queueCapacity);
			positive("send.queue-size", queueSize);
			if (queueTtl != null) {
				positive("send.queue-ttl", queueTtl);
			}
		}

		/**
		 * Return a copy with another value for {@code send.timeout}.
		 * @param timeout the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Send withTimeout(Duration timeout) {
			return new Send(timeout, this.queueCapacity, this.queueSize, this.whenClosed, this.overflow, this.queueTtl);
		}

		/**
		 * Return a copy with another value for {@code send.queue-capacity}.
		 * @param queueCapacity the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Send withQueueCapacity(int queueCapacity) {
			return new Send(this.timeout, queueCapacity, this.queueSize, this.whenClosed, this.overflow, this.queueTtl);
		}

		/**
		 * Return a copy with another value for {@code send.queue-size}.
		 * @param queueSize the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Send withQueueSize(DataSize queueSize) {
			return new Send(this.timeout, this.queueCapacity, queueSize, this.whenClosed, this.overflow, this.queueTtl);
		}

		/**
		 * Return a copy with another value for {@code send.when-closed}.
		 * @param whenClosed the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Send withWhenClosed(WhenClosed whenClosed) {
			return new Send(this.timeout, this.queueCapacity, this.queueSize, whenClosed, this.overflow, this.queueTtl);
		}

		/**
		 * Return a copy with another value for {@code send.overflow}.
		 * @param overflow the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Send withOverflow(SendOverflow overflow) {
			return new Send(this.timeout, this.queueCapacity, this.queueSize, this.whenClosed, overflow, this.queueTtl);
		}

		/**
		 * Return a copy with another value for {@code send.queue-ttl}.
		 * @param queueTtl the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Send withQueueTtl(@Nullable Duration queueTtl) {
			return new Send(this.timeout, this.queueCapacity, this.queueSize, this.whenClosed, this.overflow, queueTtl);
		}

	}

	/**
	 * How messages are received.
	 *
	 * @param maxMessageSize size above which a message ends the connection with close
	 * code 1009
	 * @param bufferSize most bytes that are read from the socket at a time, into a buffer
	 * that each connection has
	 * @param queueCapacity how many messages may wait for the listeners
	 * @param queueSize how many bytes may wait for the listeners
	 * @param overflow what happens when that is not enough
	 */
	public record Receive(DataSize maxMessageSize, DataSize bufferSize, int queueCapacity, DataSize queueSize,
			ReceiveOverflow overflow) {

		public Receive {
			positive("receive.max-message-size", maxMessageSize);
			positive("receive.buffer-size", bufferSize);
			if (bufferSize.toBytes() < 256) {
				throw invalid("receive.buffer-size", bufferSize,
						"The size must be at least 256B, so that the response to the opening handshake fits.");
			}
			positive("receive.queue-capacity", queueCapacity);
			positive("receive.queue-size", queueSize);
		}

		/**
		 * Return a copy with another value for {@code receive.max-message-size}.
		 * @param maxMessageSize the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Receive withMaxMessageSize(DataSize maxMessageSize) {
			return new Receive(maxMessageSize, this.bufferSize, this.queueCapacity, this.queueSize, this.overflow);
		}

		/**
		 * Return a copy with another value for {@code receive.buffer-size}.
		 * @param bufferSize the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Receive withBufferSize(DataSize bufferSize) {
			return new Receive(this.maxMessageSize, bufferSize, this.queueCapacity, this.queueSize, this.overflow);
		}

		/**
		 * Return a copy with another value for {@code receive.queue-capacity}.
		 * @param queueCapacity the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Receive withQueueCapacity(int queueCapacity) {
			return new Receive(this.maxMessageSize, this.bufferSize, queueCapacity, this.queueSize, this.overflow);
		}

		/**
		 * Return a copy with another value for {@code receive.queue-size}.
		 * @param queueSize the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Receive withQueueSize(DataSize queueSize) {
			return new Receive(this.maxMessageSize, this.bufferSize, this.queueCapacity, queueSize, this.overflow);
		}

		/**
		 * Return a copy with another value for {@code receive.overflow}.
		 * @param overflow the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Receive withOverflow(ReceiveOverflow overflow) {
			return new Receive(this.maxMessageSize, this.bufferSize, this.queueCapacity, this.queueSize, overflow);
		}

	}

	/**
	 * When a connection is ready.
	 *
	 * @param when what shows it, or {@code null} for {@code initialized} where a
	 * {@link HeartbeatConnectionInitializer} supports the client, and {@code open}
	 * otherwise
	 * @param message the text that shows it, or a regular expression that matches it;
	 * {@code null} unless {@code ready.when} is {@code message}
	 * @param timeout time from open until ready, then the connection is lost
	 */
	public record Ready(@Nullable ReadyWhen when, @Nullable String message, Duration timeout) {

		public Ready {
			positive("ready.timeout", timeout);
			if (when == ReadyWhen.MESSAGE && !StringUtils.hasLength(message)) {
				throw invalid("ready.message", "", "With 'ready.when: message' there must be a text to wait for.");
			}
		}

		/**
		 * Return a copy with another value for {@code ready.when}.
		 * @param when the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ready withWhen(@Nullable ReadyWhen when) {
			return new Ready(when, this.message, this.timeout);
		}

		/**
		 * Return a copy with another value for {@code ready.message}.
		 * @param message the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ready withMessage(@Nullable String message) {
			return new Ready(this.when, message, this.timeout);
		}

		/**
		 * Return a copy with another value for {@code ready.timeout}.
		 * @param timeout the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Ready withTimeout(Duration timeout) {
			return new Ready(this.when, this.message, timeout);
		}

	}

	/**
	 * How the client shows in health.
	 *
	 * @param enabled whether the client is part of health
	 * @param downAfter how long a loss is tolerated before the client is down
	 */
	public record Health(boolean enabled, Duration downAfter) {

		public Health {
			notNegative("health.down-after", downAfter);
		}

		/**
		 * Return a copy with another value for {@code health.enabled}.
		 * @param enabled the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Health withEnabled(boolean enabled) {
			return new Health(enabled, this.downAfter);
		}

		/**
		 * Return a copy with another value for {@code health.down-after}.
		 * @param downAfter the new value
		 * @return the copy
		 * @throws HeartbeatSettingsException if the value is not allowed
		 */
		public Health withDownAfter(Duration downAfter) {
			return new Health(this.enabled, downAfter);
		}

	}

	/**
	 * The default values, the same objects for all clients.
	 */
	private static final class Defaults {

		static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

		static final Ping PING = new Ping(PingMode.FRAME, "heartbeat", Duration.ofSeconds(15), Duration.ofSeconds(10));

		static final Reconnect RECONNECT = new Reconnect(true, Duration.ofSeconds(1), 2.0, Duration.ofSeconds(30), 0.5,
				null, Duration.ofSeconds(10), Collections.emptyList(), Collections.emptyList());

		static final Send SEND = new Send(Duration.ofSeconds(5), 1024, DataSize.ofMegabytes(8), WhenClosed.REJECT,
				SendOverflow.REJECT, null);

		static final Receive RECEIVE = new Receive(DataSize.ofMegabytes(1), DataSize.ofKilobytes(8), 1024,
				DataSize.ofMegabytes(8), ReceiveOverflow.BLOCK);

		static final Ready READY = new Ready(null, null, Duration.ofSeconds(10));

		static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

		static final Health HEALTH = new Health(true, Duration.ZERO);

	}

	/**
	 * A range of close codes or HTTP statuses.
	 *
	 * @param first the first code that belongs to it
	 * @param last the last code that belongs to it
	 */
	public record CodeRange(int first, int last) {

		private static final Pattern TEXT = Pattern.compile("(\\d{3,4})(?:\\s*-\\s*(\\d{3,4}))?");

		/**
		 * Read a range from its text, {@code 401} or {@code 4000-4099}.
		 * @param text the text
		 * @return the range
		 * @throws IllegalArgumentException if the text is neither form
		 */
		public static CodeRange parse(String text) {
			Matcher matcher = TEXT.matcher(text.trim());
			if (!matcher.matches()) {
				throw new IllegalArgumentException("A code such as '4001' or a range such as '4000-4099' is expected.");
			}
			int first = Integer.parseInt(matcher.group(1));
			int last = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : first;
			if (last < first) {
				throw new IllegalArgumentException("The range ends before it begins.");
			}
			return new CodeRange(first, last);
		}

		/**
		 * Return whether the given code belongs to this range.
		 * @param code the close code or HTTP status
		 * @return whether it does
		 */
		public boolean contains(int code) {
			return code >= this.first && code <= this.last;
		}

		@Override
		public String toString() {
			return (this.first == this.last) ? String.valueOf(this.first) : this.first + "-" + this.last;
		}

	}

	/**
	 * What a heartbeat is.
	 */
	public enum PingMode {

		/**
		 * A ping frame (RFC 6455, section 5.5.2).
		 */
		FRAME,

		/**
		 * A text message.
		 */
		MESSAGE,

		/**
		 * Nothing is sent; the server is expected to send something within interval and
		 * timeout together.
		 */
		PASSIVE,

		/**
		 * Nothing is sent and nothing expected.
		 */
		OFF

	}

	/**
	 * What becomes of a message that is sent while there is no connection.
	 */
	public enum WhenClosed {

		/**
		 * It is refused at once.
		 */
		REJECT,

		/**
		 * It is kept for the next connection, within the bounds of the queue.
		 */
		QUEUE

	}

	/**
	 * What happens when more is received than the listeners take.
	 */
	public enum ReceiveOverflow {

		/**
		 * Reading from the connection stops until there is room.
		 */
		BLOCK,

		/**
		 * The message that has waited longest is dropped.
		 */
		DROP_OLDEST,

		/**
		 * The message that came last is dropped.
		 */
		DROP_NEWEST,

		/**
		 * Of the messages that wait, only the newest of each key is kept, whether there
		 * is room or not; beyond that the one that has waited longest is dropped.
		 */
		CONFLATE

	}

	/**
	 * What happens when the bounds of the queue of messages to be sent are reached.
	 */
	public enum SendOverflow {

		/**
		 * The new message is refused.
		 */
		REJECT,

		/**
		 * The message that has waited longest is dropped.
		 */
		DROP_OLDEST,

		/**
		 * The new message is dropped; its future says so.
		 */
		DROP_NEWEST,

		/**
		 * The caller waits for room, {@code send.timeout} at most.
		 */
		BLOCK

	}

	/**
	 * What shows that a connection is ready.
	 */
	public enum ReadyWhen {

		/**
		 * That it is open.
		 */
		OPEN,

		/**
		 * That the {@link HeartbeatConnectionInitializer} has returned.
		 */
		INITIALIZED,

		/**
		 * That a certain text message arrives.
		 */
		MESSAGE,

		/**
		 * That the {@link HeartbeatReadyPredicate} accepts a message.
		 */
		PREDICATE

	}

}
