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

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.record.HeartbeatRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.core.log.LogMessage;
import org.springframework.util.Assert;

/**
 * {@link Endpoint @Endpoint} for the state and the journal of the clients. Where access
 * is not limited to reading, it steers them, too.
 */
@Endpoint(id = "heartbeat", defaultAccess = Access.READ_ONLY)
@RegisterReflectionForBinding({ HeartbeatTransitionDescriptor.class, HeartbeatOperatorDescriptor.class })
public class HeartbeatEndpoint {

	private static final Log logger = LogFactory.getLog(HeartbeatEndpoint.class);

	private final HeartbeatClients clients;

	private final HeartbeatJournal journal;

	private final @Nullable HeartbeatRecorder recorder;

	/**
	 * Create a new endpoint.
	 * @param clients the clients
	 * @param journal their journal
	 */
	public HeartbeatEndpoint(HeartbeatClients clients, HeartbeatJournal journal) {
		this(clients, journal, null);
	}

	/**
	 * Create a new endpoint.
	 * @param clients the clients
	 * @param journal their journal
	 * @param recorder records them, or {@code null} if nothing can
	 */
	public HeartbeatEndpoint(HeartbeatClients clients, HeartbeatJournal journal, @Nullable HeartbeatRecorder recorder) {
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(journal, "'journal' must not be null");
		this.clients = clients;
		this.journal = journal;
		this.recorder = recorder;
	}

	/**
	 * Describe all clients.
	 * @return the clients without settings and journal
	 */
	@ReadOperation
	public HeartbeatClientsDescriptor clients() {
		Map<String, HeartbeatClientDescriptor> descriptors = new LinkedHashMap<>();
		this.clients.forEach((client) -> descriptors.put(client.getName(), describe(client)));
		return new HeartbeatClientsDescriptor(descriptors);
	}

	/**
	 * Describe one client.
	 * @param name its plain name
	 * @return the client with settings and journal, or {@code null} if there is none of
	 * that name
	 */
	@ReadOperation
	public @Nullable HeartbeatClientDetailsDescriptor client(@Selector String name) {
		HeartbeatClient client = find(name);
		return (client != null) ? HeartbeatClientDetailsDescriptor.of(client, this.journal.journal(client)) : null;
	}

	/**
	 * Steer one client.
	 * @param name its plain name
	 * @param action {@code reconnect}, {@code close}, {@code start}, {@code pause},
	 * {@code resume} or {@code record}
	 * @return the client right after that, or {@code null} if there is none of that name
	 * @throws InvalidEndpointRequestException if there is no such action
	 */
	@WriteOperation
	public @Nullable HeartbeatClientDescriptor steer(@Selector String name, String action) {
		ClientAction clientAction = ClientAction.of(action);
		if (clientAction == null) {
			String reason = "The action must be one of " + ClientAction.texts();
			throw new InvalidEndpointRequestException(reason, reason);
		}
		return steer(name, clientAction, null);
	}

	/**
	 * Steer one client.
	 * @param name its plain name
	 * @param action what to do
	 * @param by who asks for it, or {@code null} if nobody knows
	 * @return the client right after that, or {@code null} if there is none of that name
	 */
	@Nullable HeartbeatClientDescriptor steer(String name, ClientAction action, @Nullable String by) {
		HeartbeatClient client = find(name);
		if (client == null) {
			return null;
		}
		ClientJournal journal = this.journal.journal(client);
		logger.info(LogMessage.format("Client '%s': %s as asked for by %s through the endpoint", client.getName(),
				action.text(), (by != null) ? "'" + by + "'" : "somebody unknown"));
		journal.add(Instant.now(), action.text(), by);
		action.run(client, journal, this.recorder);
		return describe(client);
	}

	private HeartbeatClientDescriptor describe(HeartbeatClient client) {
		return HeartbeatClientDescriptor.of(client, this.journal.journal(client));
	}

	private @Nullable HeartbeatClient find(String name) {
		try {
			return this.clients.get(name);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
