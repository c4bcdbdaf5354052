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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.Delimiter;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * The settings of one client, immutable, valid and complete: what the properties under
 * {@code heartbeat.client.<name>} say with the defaults filled in. This is the one place
 * where a key, its type, its default value and its description are declared. Properties
 * are bound to it, {@link #of(URI)} and the configuration metadata are made from it.
 * {@link #toString()} shows no secret.
 *
 * @param url WebSocket URL to connect to, with the scheme "ws" or "wss".
 * @param enabled Whether the client is defined at all. It is not looked at for a client
 * that is added while the application runs.
 * @param autoStartup Whether to connect when the application context is started.
 * @param connectTimeout Time within which TCP, TLS and the HTTP upgrade together must
 * succeed.
 * @param headers Headers to send with each opening handshake.
 * @param subprotocols Comma-separated list of subprotocols to offer, in order of
 * preference.
 * @param ssl SSL settings.
 * @param ping How the connection proves that it is alive.
 * @param reconnect When to connect again.
 * @param closeOnMessage Text message that, when it is received, closes the client for
 * good.
 * @param send How messages are written.
 * @param sendOnOpen List of text messages to send first on each connection. A single
 * value is one message, whatever commas it has.
 * @param receive How messages are received.
 * @param ready When a connection is ready.
 * @param compression Whether to offer the compression of messages (permessage-deflate) to
 * the server.
 * @param shutdownTimeout Time allowed, when the client is closed, for writing what is
 * queued and for the closing handshake.
 * @param health How the client shows in health.
 * @param observeMessages Whether to observe the delivery of each message, so that a trace
 * starts where a message comes in.
 */
@Value.Builder
@Withers
public record HeartbeatClientSettings(@Sensitive URI url, @DefaultValue("true") boolean enabled,
		@DefaultValue("true") boolean autoStartup,
		@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration connectTimeout,
		@Sensitive @DefaultValue Map<String, String> headers, @Sensitive @DefaultValue List<String> subprotocols,
		@DefaultValue Ssl ssl, @DefaultValue Ping ping, @DefaultValue Reconnect reconnect,
		@Sensitive @Nullable String closeOnMessage, @DefaultValue Send send,
		@Sensitive @DefaultValue @Delimiter(Delimiter.NONE) List<String> sendOnOpen, @DefaultValue Receive receive,
		@DefaultValue Ready ready, @DefaultValue("false") boolean compression,
		@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration shutdownTimeout, @DefaultValue Health health,
		@DefaultValue("false") boolean observeMessages) implements HeartbeatClientSettingsWithers {

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
		return Standard.SETTINGS.withUrl(url);
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

	@Override
	public String toString() {
		return "HeartbeatClientSettings[url=" + displayUrl() + ", enabled=" + this.enabled + ", autoStartup="
				+ this.autoStartup + ", connectTimeout=" + this.connectTimeout + ", headers=" + this.headers.keySet()
				+ ", subprotocols=" + this.subprotocols.size() + ", ssl=" + this.ssl + ", ping=" + this.ping
				+ ", reconnect=" + this.reconnect + ", send=" + this.send + ", sendOnOpen=" + this.sendOnOpen.size()
				+ ", receive=" + this.receive + ", ready=" + this.ready + ", compression=" + this.compression
				+ ", shutdownTimeout=" + this.shutdownTimeout + ", health=" + this.health + ", observeMessages="
				+ this.observeMessages + "]";
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
	 * SSL settings.
	 *
	 * @param bundle Name of the SSL bundle to connect with. It is resolved anew for each
	 * attempt.
	 */
	@Value.Builder
	public record Ssl(@Nullable String bundle) implements HeartbeatClientSslWithers {

		public Ssl {
			bundle = StringUtils.hasText(bundle) ? bundle : null;
		}

	}

	/**
	 * How the connection proves that it is alive.
	 *
	 * @param mode Kind of the heartbeat. Determined by the presence of a ping message if
	 * not set.
	 * @param message Text of the heartbeat. Selects the mode "message" unless a mode is
	 * set.
	 * @param interval Idle time since the last inbound frame after which a heartbeat is
	 * sent.
	 * @param timeout Time from a written heartbeat, without any inbound frame, until the
	 * connection is lost.
	 */
	@Value.Builder
	public record Ping(@Nullable PingMode mode, @Sensitive @Nullable String message,
			@DefaultValue("15s") @DurationUnit(ChronoUnit.SECONDS) Duration interval,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout)
			implements
				HeartbeatClientPingWithers {

		public Ping {
			if (mode == null) {
				mode = (message != null) ? PingMode.MESSAGE : PingMode.FRAME;
			}
			if (message == null) {
				message = "heartbeat";
			}
			if (message.isEmpty()) {
				throw invalid("ping.message", message, "The message must not be empty.");
			}
			positive("ping.interval", interval);
			positive("ping.timeout", timeout);
		}

		/**
		 * Return the kind of the heartbeat.
		 * @return the kind, never {@code null}
		 */
		@Override
		public PingMode mode() {
			return Objects.requireNonNull(this.mode);
		}

		/**
		 * Return the text of the heartbeat.
		 * @return the text, never {@code null} and used in the mode {@code message} only
		 */
		@Override
		public String message() {
			return Objects.requireNonNull(this.message);
		}

		@Override
		public String toString() {
			return "Ping[mode=" + this.mode + ", interval=" + this.interval + ", timeout=" + this.timeout + "]";
		}

	}

	/**
	 * When to connect again.
	 *
	 * @param enabled Whether to connect again at all.
	 * @param delay Time to wait before the first retry.
	 * @param multiplier Factor by which the wait grows with each further retry.
	 * @param maxDelay Maximum time to wait before a retry.
	 * @param jitter Fraction of the wait that is taken off at random, between 0 for none
	 * and 1. It is applied after the maximum.
	 * @param maxRetries Number of consecutive failures after which the client gives up,
	 * zero to never retry. Unlimited if not set.
	 * @param stableAfter Time a connection must have been ready for the count of failures
	 * to start again at zero.
	 * @param fatalCloseCodes Comma-separated list of close codes, or ranges such as
	 * 4000-4099, that end retrying.
	 * @param fatalStatuses Comma-separated list of HTTP statuses of the opening
	 * handshake, or ranges such as 400-499, that end retrying.
	 */
	@Value.Builder
	public record Reconnect(@DefaultValue("true") boolean enabled,
			@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration delay, @DefaultValue("2") double multiplier,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxDelay,
			@DefaultValue("0.5") double jitter, @Nullable Long maxRetries,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration stableAfter,
			@DefaultValue List<CodeRange> fatalCloseCodes,
			@DefaultValue List<CodeRange> fatalStatuses) implements HeartbeatClientReconnectWithers {

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

	}

	/**
	 * How messages are written.
	 *
	 * @param timeout Time a write may take. A write that takes longer loses the
	 * connection.
	 * @param queueCapacity Maximum number of messages that wait to be written.
	 * @param queueSize Maximum size of all messages that wait to be written.
	 * @param whenClosed What becomes of a message that is sent while there is no
	 * connection.
	 * @param overflow What happens when the bounds of the queue are reached.
	 * @param queueTtl Time a message may wait to be written. Without it there is no
	 * limit.
	 */
	@Value.Builder
	public record Send(@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout,
			@DefaultValue("1024") int queueCapacity, @DefaultValue("8MB") DataSize queueSize,
			@DefaultValue("reject") WhenClosed whenClosed, @DefaultValue("reject") SendOverflow overflow,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration queueTtl) implements HeartbeatClientSendWithers {

		public Send {
			positive("send.timeout", timeout);
			positive("send.queue-capacity", queueCapacity);
			positive("send.queue-size", queueSize);
			if (queueTtl != null) {
				positive("send.queue-ttl", queueTtl);
			}
		}

	}

	/**
	 * How messages are received.
	 *
	 * @param maxMessageSize Maximum size of a message. A larger one ends the connection
	 * with close code 1009.
	 * @param bufferSize Most bytes to read from the socket at a time, into a buffer of
	 * each connection.
	 * @param queueCapacity Maximum number of messages that wait for the listeners.
	 * @param queueSize Maximum size of all messages that wait for the listeners.
	 * @param overflow What happens when more is received than the listeners take.
	 */
	@Value.Builder
	public record Receive(@DefaultValue("1MB") DataSize maxMessageSize, @DefaultValue("8KB") DataSize bufferSize,
			@DefaultValue("1024") int queueCapacity, @DefaultValue("8MB") DataSize queueSize,
			@DefaultValue("block") ReceiveOverflow overflow) implements HeartbeatClientReceiveWithers {

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

	}

	/**
	 * When a connection is ready.
	 *
	 * @param when What shows that the connection is ready. By default "initialized" where
	 * a HeartbeatConnectionInitializer supports the client, and "open" otherwise.
	 * @param message Text message that shows that the connection is ready, or a regular
	 * expression that matches the whole of it. Selects "message" unless "when" says
	 * otherwise.
	 * @param timeout Time from open until ready, after which the connection is lost.
	 */
	@Value.Builder
	public record Ready(@Nullable ReadyWhen when, @Sensitive @Nullable HeartbeatTextPattern message,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout)
			implements
				HeartbeatClientReadyWithers {

		public Ready {
			positive("ready.timeout", timeout);
			if (when == null && message != null) {
				when = ReadyWhen.MESSAGE;
			}
			if (when == ReadyWhen.MESSAGE && (message == null || message.getText().isEmpty())) {
				throw invalid("ready.message", "", "With 'ready.when: message' there must be a text to wait for.");
			}
		}

		/**
		 * Return a copy that waits for another message.
		 * @param message the text, or a regular expression that matches the whole of it;
		 * {@code null} for none
		 * @return the copy
		 * @throws IllegalArgumentException if the text looks like a regular expression
		 * and is none
		 */
		public Ready withMessage(@Nullable String message) {
			HeartbeatTextPattern pattern = (message != null) ? HeartbeatTextPattern.of(message) : null;
			return withMessage(pattern);
		}

	}

	/**
	 * How the client shows in health.
	 *
	 * @param enabled Whether the client is part of health.
	 * @param downAfter Time for which a loss is tolerated before the client is reported
	 * as down.
	 */
	@Value.Builder
	public record Health(@DefaultValue("true") boolean enabled,
			@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration downAfter)
			implements
				HeartbeatClientHealthWithers {

		public Health {
			notNegative("health.down-after", downAfter);
		}

	}

	/**
	 * The settings that say nothing, made once.
	 */
	private static final class Standard {

		static final HeartbeatClientSettings SETTINGS = DefaultValues.create(HeartbeatClientSettings.class,
				URI.create("ws://localhost"));

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
	 * Marks a value that may be a secret: no report, log or endpoint shows it.
	 */
	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	public @interface Sensitive {

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
