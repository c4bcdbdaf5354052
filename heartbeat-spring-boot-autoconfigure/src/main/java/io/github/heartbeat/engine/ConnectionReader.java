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

import java.nio.ByteBuffer;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.engine.liveness.LivenessMonitor;
import io.github.heartbeat.engine.receive.MessageAssembler;
import io.github.heartbeat.engine.receive.MessageAssembler.MessageTooBigException;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.transport.FrameListener;
import org.jspecify.annotations.Nullable;

/**
 * Reader of one connection: stamps what arrives, so that a slow listener never makes a
 * live peer look dead, assembles messages, and measures round trips. Used by the thread
 * that reads.
 */
final class ConnectionReader implements FrameListener {

	private final HeartbeatConnection connection;

	private final ConnectionStatus status;

	private final LivenessMonitor monitor;

	private final MessageAssembler assembler;

	private final @Nullable String closeOnMessage;

	private final Listener listener;

	ConnectionReader(HeartbeatConnection connection, HeartbeatClientSettings settings, ConnectionStatus status,
			LivenessMonitor monitor, Listener listener) {
		this.connection = connection;
		this.status = status;
		this.monitor = monitor;
		this.assembler = new MessageAssembler(settings.receive().maxMessageSize().toBytes());
		this.closeOnMessage = settings.closeOnMessage();
		this.listener = listener;
	}

	@Override
	public void text(String part, int size, boolean last) {
		if (!this.status.isOpen()) {
			return;
		}
		this.monitor.messageArrived();
		try {
			String text = this.assembler.text(part, size, last);
			if (text != null) {
				received(new HeartbeatMessageEvent(this.connection, text, this.assembler.completedSize()));
			}
		}
		catch (MessageTooBigException ex) {
			this.listener.messageTooBig();
		}
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		if (!this.status.isOpen()) {
			return;
		}
		this.monitor.messageArrived();
		try {
			byte[] bytes = this.assembler.binary(part, last);
			if (bytes != null) {
				received(new HeartbeatMessageEvent(this.connection, bytes));
			}
		}
		catch (MessageTooBigException ex) {
			this.listener.messageTooBig();
		}
	}

	private void received(HeartbeatMessageEvent message) {
		this.listener.received(message);
		if (this.closeOnMessage != null && message.isText() && message.getText().equals(this.closeOnMessage)) {
			this.listener.closeMessageReceived();
		}
	}

	@Override
	public void pieceArrived() {
		if (this.status.isOpen()) {
			this.monitor.messageArrived();
		}
	}

	@Override
	public void ping() {
		if (this.status.isOpen()) {
			this.monitor.arrived();
		}
	}

	@Override
	public void pong(ByteBuffer payload) {
		if (this.status.isOpen()) {
			this.monitor.pong(payload);
		}
	}

	/**
	 * Callback interface for what was read. Called by the thread that reads.
	 */
	interface Listener {

		/**
		 * A message has arrived, whole.
		 * @param message the message
		 */
		void received(HeartbeatMessageEvent message);

		/**
		 * A message is larger than {@code receive.max-message-size}.
		 */
		void messageTooBig();

		/**
		 * The message configured as {@code close-on-message} has arrived.
		 */
		void closeMessageReceived();

	}

}
