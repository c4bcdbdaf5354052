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

package io.github.heartbeat.event;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Base class of all events of a {@link HeartbeatClient}. The events of one client are
 * published one after the other, in the order in which things happened; those of
 * different clients independently of each other. The text of an event has no payload, no
 * header and no query of a URL in it.
 */
public abstract sealed class HeartbeatEvent extends ApplicationEvent permits HeartbeatOpenEvent, HeartbeatReadyEvent,
		HeartbeatMessageEvent, HeartbeatCloseEvent, HeartbeatErrorEvent, HeartbeatReconnectEvent, HeartbeatGiveUpEvent {

	private static final long serialVersionUID = 1L;

	private final String connectionId;

	private final transient @Nullable HeartbeatConnection connection;

	HeartbeatEvent(HeartbeatClient source, String connectionId) {
		super(source);
		this.connectionId = connectionId;
		this.connection = null;
	}

	HeartbeatEvent(HeartbeatConnection connection) {
		super(connection.getClient());
		this.connectionId = connection.getId();
		this.connection = connection;
	}

	@Override
	public HeartbeatClient getSource() {
		return (HeartbeatClient) super.getSource();
	}

	/**
	 * Return the plain name of the client.
	 * @return the name, as in {@code heartbeat.client.<name>}
	 */
	public String getClientName() {
		return getSource().getName();
	}

	/**
	 * Return the identifier of the connection, or the attempt, that the event is about.
	 * @return the identifier, for instance {@code prices-3}
	 */
	public String getConnectionId() {
		return this.connectionId;
	}

	/**
	 * Return the connection that the event is about. What is sent over it goes to it or
	 * to none, ahead of what is sent over the client.
	 * @return the connection, which may have ended meanwhile, or {@code null} for an
	 * event about an attempt to connect
	 */
	public @Nullable HeartbeatConnection getConnection() {
		return this.connection;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[clientName=" + getClientName() + ", connectionId=" + this.connectionId
				+ details() + "]";
	}

	/**
	 * Return what {@link #toString()} shows beyond client and connection.
	 * @return further fields, each with a leading comma
	 */
	abstract String details();

}
