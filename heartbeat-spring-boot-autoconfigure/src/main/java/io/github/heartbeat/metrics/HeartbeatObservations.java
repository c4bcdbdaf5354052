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

package io.github.heartbeat.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatTransition;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import org.springframework.util.Assert;

/**
 * {@link HeartbeatInterceptor} that makes each attempt to connect an observation named
 * {@value #CONNECT} and, for clients with {@code observe-messages: true}, the delivery of
 * each message one named {@value #MESSAGE}: what listeners do is part of it, so that a
 * trace starts where a message comes in. The name of the client is a key of high
 * cardinality, since there may be a client for each tenant.
 */
public class HeartbeatObservations implements HeartbeatInterceptor {

	/**
	 * Name of the observations of attempts to connect. Keys of low cardinality are
	 * {@code outcome}: {@code success}, {@code failure} or {@code abandoned}, and
	 * {@code cause}: {@code none} or why it failed.
	 */
	public static final String CONNECT = "heartbeat.connect";

	/**
	 * Name of the observations of messages. The key of low cardinality is {@code type}:
	 * {@code text} or {@code binary}.
	 */
	public static final String MESSAGE = "heartbeat.message";

	private final ObservationRegistry registry;

	/** The attempts under way. There is one for each client at most. */
	private final Map<HeartbeatClient, Attempt> attempts = new ConcurrentHashMap<>();

	/**
	 * Create new observations.
	 * @param registry the registry
	 */
	public HeartbeatObservations(ObservationRegistry registry) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
	}

	@Override
	public void aroundConnect(HeartbeatClient client, String connectionId, Runnable attempt) {
		Observation observation = Observation.createNotStarted(CONNECT, this.registry)
			.contextualName("heartbeat connect " + client.getName())
			.highCardinalityKeyValue("name", client.getName())
			.highCardinalityKeyValue("connection.id", connectionId)
			.highCardinalityKeyValue("url", client.getUrl())
			.start();
		Attempt previous = this.attempts.put(client, new Attempt(connectionId, observation));
		if (previous != null) {
			previous.end("abandoned", "none");
		}
		observation.scoped(attempt);
	}

	@Override
	public void aroundMessage(HeartbeatClient client, String connectionId, HeartbeatMessage message,
			Runnable delivery) {
		Observation.createNotStarted(MESSAGE, () -> context(message), this.registry)
			.contextualName("heartbeat message " + client.getName())
			.lowCardinalityKeyValue("type", message.isText() ? "text" : "binary")
			.highCardinalityKeyValue("name", client.getName())
			.highCardinalityKeyValue("connection.id", connectionId)
			.observe(delivery);
	}

	private static Observation.Context context(HeartbeatMessage message) {
		// A message brings no trace with it
		ReceiverContext<HeartbeatMessage> context = new ReceiverContext<>((carrier, key) -> null, Kind.CONSUMER);
		context.setCarrier(message);
		return context;
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		Attempt attempt = this.attempts.get(client);
		if (attempt == null || transition.kind() == HeartbeatTransition.Kind.STARTED
				|| !attempt.connectionId().equals(transition.connectionId())
				|| !this.attempts.remove(client, attempt)) {
			return;
		}
		HeartbeatDisconnect disconnect = transition.disconnect();
		if (disconnect == null) {
			attempt.end("success", "none");
		}
		else if (transition.kind() == HeartbeatTransition.Kind.FAILED) {
			attempt.observation()
				.error(new HeartbeatConnectionException(disconnect.cause(), String.valueOf(disconnect.message()),
						disconnect.httpStatus(), null));
			attempt.end("failure", tagValue(disconnect));
		}
		else {
			attempt.end("abandoned", tagValue(disconnect));
		}
	}

	private static String tagValue(HeartbeatDisconnect disconnect) {
		return disconnect.cause().name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	@Override
	public void removed(HeartbeatClient client) {
		Attempt attempt = this.attempts.remove(client);
		if (attempt != null) {
			attempt.end("abandoned", "none");
		}
	}

	/**
	 * An attempt under way.
	 *
	 * @param connectionId identifies it
	 * @param observation to be stopped when it is over
	 */
	private record Attempt(String connectionId, Observation observation) {

		void end(String outcome, String cause) {
			this.observation.lowCardinalityKeyValue("outcome", outcome);
			this.observation.lowCardinalityKeyValue("cause", cause);
			this.observation.stop();
		}

	}

}
