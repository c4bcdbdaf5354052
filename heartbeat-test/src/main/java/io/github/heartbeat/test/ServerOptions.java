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

package io.github.heartbeat.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How a server behaves: set by tests, read by the threads of its connections.
 */
final class ServerOptions {

	private static final Consumer<HeartbeatTestConnection> NOTHING_ON_CONNECT = (connection) -> {
	};

	private static final BiConsumer<HeartbeatTestConnection, Object> NOTHING_ON_MESSAGE = (connection, message) -> {
	};

	private final @Nullable SSLContext sslContext;

	private final boolean needClientAuth;

	private final Queue<HandshakeResponse> responses = new ConcurrentLinkedQueue<>();

	private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

	volatile HandshakeResponse defaultResponse = HandshakeResponse.upgrade();

	volatile List<String> subprotocols = Collections.emptyList();

	volatile Consumer<? super HeartbeatTestConnection> onConnect = NOTHING_ON_CONNECT;

	volatile BiConsumer<? super HeartbeatTestConnection, ? super String> onText = NOTHING_ON_MESSAGE;

	volatile BiConsumer<? super HeartbeatTestConnection, ? super byte[]> onBinary = NOTHING_ON_MESSAGE;

	volatile @Nullable Replay replay;

	volatile boolean ignorePings;

	volatile boolean ignoreClose;

	volatile Duration pongDelay = Duration.ZERO;

	ServerOptions(@Nullable SSLContext sslContext, boolean needClientAuth) {
		this.sslContext = sslContext;
		this.needClientAuth = needClientAuth;
	}

	/**
	 * Behave well again.
	 */
	void reset() {
		this.responses.clear();
		this.defaultResponse = HandshakeResponse.upgrade();
		this.subprotocols = Collections.emptyList();
		this.onConnect = NOTHING_ON_CONNECT;
		this.onText = NOTHING_ON_MESSAGE;
		this.onBinary = NOTHING_ON_MESSAGE;
		this.replay = null;
		this.ignorePings = false;
		this.ignoreClose = false;
		this.pongDelay = Duration.ZERO;
	}

	@Nullable SSLContext sslContext() {
		return this.sslContext;
	}

	boolean needClientAuth() {
		return this.needClientAuth;
	}

	Manners manners() {
		return new Manners(this.ignorePings, this.ignoreClose, this.pongDelay);
	}

	void enqueue(List<HandshakeResponse> further) {
		this.responses.addAll(further);
	}

	HandshakeResponse nextResponse() {
		HandshakeResponse next = this.responses.poll();
		return (next != null) ? next : this.defaultResponse;
	}

	@Nullable String selectSubprotocol(RecordedHandshake handshake) {
		return handshake.subprotocols().stream().filter(this.subprotocols::contains).findFirst().orElse(null);
	}

	void failed(Throwable failure) {
		this.failures.add(failure);
	}

	List<Throwable> drainFailures() {
		synchronized (this.failures) {
			List<Throwable> drained = List.copyOf(this.failures);
			this.failures.clear();
			return drained;
		}
	}

}
