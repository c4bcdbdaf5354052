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

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Properties of one client, and the defaults for all of them. What is {@code null} is not
 * set: {@link HeartbeatClientSettings#of} has the default values. There may be thousands
 * of clients that set little more than a URL, so that what is nested is made when
 * somebody asks for it; the methods without {@code get} do not make it.
 *
 * @see HeartbeatProperties
 */
public class HeartbeatClientProperties {

	/**
	 * WebSocket URL to connect to, with the scheme "ws" or "wss".
	 */
	private @Nullable String url;

	/**
	 * Whether the client is defined at all.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Whether to connect when the application context is started.
	 */
	private @Nullable Boolean autoStartup;

	/**
	 * Time within which TCP, TLS and the HTTP upgrade together must succeed.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Headers to send with each opening handshake.
	 */
	private @Nullable Map<String, String> headers;

	/**
	 * Comma-separated list of subprotocols to offer, in order of preference.
	 */
	private @Nullable List<String> subprotocols;

	private @Nullable Ssl ssl;

	private @Nullable Ping ping;

	private @Nullable Reconnect reconnect;

	/**
	 * Text message that, when it is received, closes the client for good.
	 */
	private @Nullable String closeOnMessage;

	/**
	 * Comma-separated list of text messages to send first on each connection. A message
	 * that contains a comma needs the indexed form.
	 */
	private @Nullable List<String> sendOnOpen;

	private @Nullable Send send;

	private @Nullable Receive receive;

	/**
	 * Time allowed, when the client is closed, for writing what is queued and for the
	 * closing handshake.
	 */
	private @Nullable Duration shutdownTimeout;

	private @Nullable Ready ready;

	/**
	 * Whether to offer the compression of messages (permessage-deflate) to the server.
	 */
	private @Nullable Boolean compression;

	private @Nullable Health health;

	/**
	 * Whether to observe the delivery of each message, so that a trace starts where a
	 * message comes in.
	 */
	private @Nullable Boolean observeMessages;

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Boolean getAutoStartup() {
		return this.autoStartup;
	}

	public void setAutoStartup(@Nullable Boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Map<String, String> getHeaders() {
		if (this.headers == null) {
			this.headers = new LinkedHashMap<>();
		}
		return this.headers;
	}

	Map<String, String> headers() {
		return (this.headers != null) ? this.headers : Collections.emptyMap();
	}

	public @Nullable List<String> getSubprotocols() {
		return this.subprotocols;
	}

	public void setSubprotocols(@Nullable List<String> subprotocols) {
		this.subprotocols = subprotocols;
	}

	public Ssl getSsl() {
		if (this.ssl == null) {
			this.ssl = new Ssl();
		}
		return this.ssl;
	}

	@Nullable Ssl ssl() {
		return this.ssl;
	}

	public Ping getPing() {
		if (this.ping == null) {
			this.ping = new Ping();
		}
		return this.ping;
	}

	@Nullable Ping ping() {
		return this.ping;
	}

	public Reconnect getReconnect() {
		if (this.reconnect == null) {
			this.reconnect = new Reconnect();
		}
		return this.reconnect;
	}

	@Nullable Reconnect reconnect() {
		return this.reconnect;
	}

	public @Nullable String getCloseOnMessage() {
		return this.closeOnMessage;
	}

	public void setCloseOnMessage(@Nullable String closeOnMessage) {
		this.closeOnMessage = closeOnMessage;
	}

	public @Nullable List<String> getSendOnOpen() {
		return this.sendOnOpen;
	}

	public void setSendOnOpen(@Nullable List<String> sendOnOpen) {
		this.sendOnOpen = sendOnOpen;
	}

	public Send getSend() {
		if (this.send == null) {
			this.send = new Send();
		}
		return this.send;
	}

	@Nullable Send send() {
		return this.send;
	}

	public Receive getReceive() {
		if (this.receive == null) {
			this.receive = new Receive();
		}
		return this.receive;
	}

	@Nullable Receive receive() {
		return this.receive;
	}

	public @Nullable Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	public void setShutdownTimeout(@Nullable Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	public Ready getReady() {
		if (this.ready == null) {
			this.ready = new Ready();
		}
		return this.ready;
	}

	@Nullable Ready ready() {
		return this.ready;
	}

	public @Nullable Boolean getCompression() {
		return this.compression;
	}

	public void setCompression(@Nullable Boolean compression) {
		this.compression = compression;
	}

	public Health getHealth() {
		if (this.health == null) {
			this.health = new Health();
		}
		return this.health;
	}

	@Nullable Health health() {
		return this.health;
	}

	public @Nullable Boolean getObserveMessages() {
		return this.observeMessages;
	}

	public void setObserveMessages(@Nullable Boolean observeMessages) {
		this.observeMessages = observeMessages;
	}

	/**
	 * SSL settings.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to connect with. It is resolved anew for each attempt.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * How the connection proves that it is alive.
	 */
	public static class Ping {

		/**
		 * Kind of the heartbeat. Determined by the presence of a ping message if not set.
		 */
		private @Nullable PingMode mode;

		/**
		 * Text of the heartbeat. Selects the mode "message" unless a mode is set.
		 */
		private @Nullable String message;

		/**
		 * Idle time since the last inbound frame after which a heartbeat is sent.
		 */
		private @Nullable Duration interval;

		/**
		 * Time from a written heartbeat, without any inbound frame, until the connection
		 * is lost.
		 */
		private @Nullable Duration timeout;

		public @Nullable PingMode getMode() {
			return this.mode;
		}

		public void setMode(@Nullable PingMode mode) {
			this.mode = mode;
		}

		public @Nullable String getMessage() {
			return this.message;
		}

		public void setMessage(@Nullable String message) {
			this.message = message;
		}

		public @Nullable Duration getInterval() {
			return this.interval;
		}

		public void setInterval(@Nullable Duration interval) {
			this.interval = interval;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * When to connect again.
	 */
	public static class Reconnect {

		/**
		 * Whether to connect again at all.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Time to wait before the first retry.
		 */
		private @Nullable Duration delay;

		/**
		 * Factor by which the wait grows with each further retry.
		 */
		private @Nullable Double multiplier;

		/**
		 * Maximum time to wait before a retry.
		 */
		private @Nullable Duration maxDelay;

		/**
		 * Fraction of the wait that is taken off at random, between 0 for none and 1. It
		 * is applied after the maximum.
		 */
		private @Nullable Double jitter;

		/**
		 * Number of consecutive failures after which the client gives up, zero to never
		 * retry. Unlimited if not set.
		 */
		private @Nullable Long maxRetries;

		/**
		 * Time a connection must have lived for the count of failures to start again at
		 * zero.
		 */
		private @Nullable Duration stableAfter;

		/**
		 * Comma-separated list of close codes, or ranges such as 4000-4099, that end
		 * retrying.
		 */
		private @Nullable List<String> fatalCloseCodes;

		/**
		 * Comma-separated list of HTTP statuses of the opening handshake, or ranges such
		 * as 400-499, that end retrying.
		 */
		private @Nullable List<String> fatalStatuses;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getDelay() {
			return this.delay;
		}

		public void setDelay(@Nullable Duration delay) {
			this.delay = delay;
		}

		public @Nullable Double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(@Nullable Double multiplier) {
			this.multiplier = multiplier;
		}

		public @Nullable Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(@Nullable Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public @Nullable Double getJitter() {
			return this.jitter;
		}

		public void setJitter(@Nullable Double jitter) {
			this.jitter = jitter;
		}

		public @Nullable Long getMaxRetries() {
			return this.maxRetries;
		}

		public void setMaxRetries(@Nullable Long maxRetries) {
			this.maxRetries = maxRetries;
		}

		public @Nullable Duration getStableAfter() {
			return this.stableAfter;
		}

		public void setStableAfter(@Nullable Duration stableAfter) {
			this.stableAfter = stableAfter;
		}

		public @Nullable List<String> getFatalCloseCodes() {
			return this.fatalCloseCodes;
		}

		public void setFatalCloseCodes(@Nullable List<String> fatalCloseCodes) {
			this.fatalCloseCodes = fatalCloseCodes;
		}

		public @Nullable List<String> getFatalStatuses() {
			return this.fatalStatuses;
		}

		public void setFatalStatuses(@Nullable List<String> fatalStatuses) {
			this.fatalStatuses = fatalStatuses;
		}

	}

	/**
	 * How messages are written.
	 */
	public static class Send {

		/**
		 * Time a write may take. A write that takes longer loses the connection.
		 */
		private @Nullable Duration timeout;

		/**
		 * Maximum number of messages that wait to be written.
		 */
		private @Nullable Integer queueCapacity;

		/**
		 * Maximum size of all messages that wait to be written.
		 */
		private @Nullable DataSize queueSize;

		/**
		 * What becomes of a message that is sent while there is no connection.
		 */
		private @Nullable WhenClosed whenClosed;

		/**
		 * What happens when the bounds of the queue are reached.
		 */
		private @Nullable SendOverflow overflow;

		/**
		 * Time a message may wait to be written. Without it there is no limit.
		 */
		private @Nullable Duration queueTtl;

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable Integer getQueueCapacity() {
			return this.queueCapacity;
		}

		public void setQueueCapacity(@Nullable Integer queueCapacity) {
			this.queueCapacity = queueCapacity;
		}

		public @Nullable DataSize getQueueSize() {
			return this.queueSize;
		}

		public void setQueueSize(@Nullable DataSize queueSize) {
			this.queueSize = queueSize;
		}

		public @Nullable WhenClosed getWhenClosed() {
			return this.whenClosed;
		}

		public void setWhenClosed(@Nullable WhenClosed whenClosed) {
			this.whenClosed = whenClosed;
		}

		public @Nullable SendOverflow getOverflow() {
			return this.overflow;
		}

		public void setOverflow(@Nullable SendOverflow overflow) {
			this.overflow = overflow;
		}

		public @Nullable Duration getQueueTtl() {
			return this.queueTtl;
		}

		public void setQueueTtl(@Nullable Duration queueTtl) {
			this.queueTtl = queueTtl;
		}

	}

	/**
	 * How messages are received.
	 */
	public static class Receive {

		/**
		 * Maximum size of a message. A larger one ends the connection with close code
		 * 1009.
		 */
		private @Nullable DataSize maxMessageSize;

		/**
		 * Most bytes to read from the socket at a time, into a buffer of each connection.
		 */
		private @Nullable DataSize bufferSize;

		/**
		 * Maximum number of messages that wait for the listeners.
		 */
		private @Nullable Integer queueCapacity;

		/**
		 * Maximum size of all messages that wait for the listeners.
		 */
		private @Nullable DataSize queueSize;

		/**
		 * What happens when more is received than the listeners take.
		 */
		private @Nullable ReceiveOverflow overflow;

		public @Nullable DataSize getMaxMessageSize() {
			return this.maxMessageSize;
		}

		public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
		}

		public @Nullable DataSize getBufferSize() {
			return this.bufferSize;
		}

		public void setBufferSize(@Nullable DataSize bufferSize) {
			this.bufferSize = bufferSize;
		}

		public @Nullable Integer getQueueCapacity() {
			return this.queueCapacity;
		}

		public void setQueueCapacity(@Nullable Integer queueCapacity) {
			this.queueCapacity = queueCapacity;
		}

		public @Nullable DataSize getQueueSize() {
			return this.queueSize;
		}

		public void setQueueSize(@Nullable DataSize queueSize) {
			this.queueSize = queueSize;
		}

		public @Nullable ReceiveOverflow getOverflow() {
			return this.overflow;
		}

		public void setOverflow(@Nullable ReceiveOverflow overflow) {
			this.overflow = overflow;
		}

	}

	/**
	 * When a connection is ready.
	 */
	public static class Ready {

		/**
		 * What shows that the connection is ready. By default 'initialized' where a
		 * HeartbeatConnectionInitializer supports the client, and 'open' otherwise.
		 */
		private @Nullable ReadyWhen when;

		/**
		 * Text message that shows that the connection is ready, or a regular expression
		 * that matches it. Selects "message" unless "when" says otherwise.
		 */
		private @Nullable String message;

		/**
		 * Time from open until ready, after which the connection is lost.
		 */
		private @Nullable Duration timeout;

		public @Nullable ReadyWhen getWhen() {
			return this.when;
		}

		public void setWhen(@Nullable ReadyWhen when) {
			this.when = when;
		}

		public @Nullable String getMessage() {
			return this.message;
		}

		public void setMessage(@Nullable String message) {
			this.message = message;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * How the client shows in health.
	 */
	public static class Health {

		/**
		 * Whether the client is part of health.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Time for which a loss is tolerated before the client is reported as down.
		 */
		private @Nullable Duration downAfter;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getDownAfter() {
			return this.downAfter;
		}

		public void setDownAfter(@Nullable Duration downAfter) {
			this.downAfter = downAfter;
		}

	}

}
