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

import java.util.List;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.engine.send.PayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * The user's code that a client calls while it connects and pings. It is looked up when
 * it is needed first, not when the engine is made: a bean that customizes handshakes may
 * well depend on a client.
 *
 * @param handshakeCustomizers customize the headers, in order
 * @param pingMessageSupplier computes ping messages, or gives {@code null} for none
 * @param messageKeyExtractor names the messages of which only the newest counts, or gives
 * {@code null} for none
 * @param readyPredicate decides when a connection is ready, or gives {@code null} for
 * none
 * @param initializers initialize connections, in order
 * @param correlators tell the keys of requests and replies, in order
 * @param payloadConverter writes objects as text, or gives {@code null} for none
 * @param sslContexts makes the context of an SSL bundle
 */
record Callbacks(Supplier<? extends List<HeartbeatHandshakeCustomizer>> handshakeCustomizers,
		Supplier<? extends @Nullable HeartbeatPingMessageSupplier> pingMessageSupplier,
		Supplier<? extends @Nullable HeartbeatMessageKeyExtractor> messageKeyExtractor,
		Supplier<? extends @Nullable HeartbeatReadyPredicate> readyPredicate,
		Supplier<? extends List<HeartbeatConnectionInitializer>> initializers,
		Supplier<? extends List<HeartbeatCorrelator>> correlators,
		Supplier<? extends @Nullable PayloadConverter> payloadConverter, SslContextSource sslContexts) {

	/**
	 * Return what tells the keys of a client's requests and replies.
	 * @param clientName the plain name of the client
	 * @return the first correlator that supports the client, or {@code null}
	 */
	@Nullable HeartbeatCorrelator correlator(String clientName) {
		for (HeartbeatCorrelator correlator : this.correlators.get()) {
			if (correlator.supports(clientName)) {
				return correlator;
			}
		}
		return null;
	}

}
