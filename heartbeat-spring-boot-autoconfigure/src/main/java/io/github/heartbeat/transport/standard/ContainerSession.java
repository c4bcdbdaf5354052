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

package io.github.heartbeat.transport.standard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.github.heartbeat.transport.standard.tomcat.TomcatSessions;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * A session of a container, with what Tomcat needs beyond the others. Blocks as the
 * container does.
 */
final class ContainerSession {

	private static final boolean TOMCAT_PRESENT = ClassUtils.isPresent("org.apache.tomcat.websocket.WsSession",
			ContainerSession.class.getClassLoader());

	/**
	 * The most bytes that Tomcat is given at a time. It writes a frame buffer by buffer,
	 * each a few calls deeper in the stack than the one before, which overflows with
	 * frames of tens of megabytes. (Texts it cuts into frames itself.)
	 */
	private static final int MAX_TOMCAT_FRAME_SIZE = 256 * 1024;

	private final WebSocketSession session;

	ContainerSession(WebSocketSession session) {
		this.session = session;
	}

	WebSocketSession getSession() {
		return this.session;
	}

	boolean isOpen() {
		return this.session.isOpen();
	}

	@Nullable String getSubprotocol() {
		String subprotocol = this.session.getAcceptedProtocol();
		return (subprotocol != null && !subprotocol.isEmpty()) ? subprotocol : null;
	}

	/**
	 * Return the names of the extensions that were agreed on with the server.
	 * @return the names
	 */
	List<String> getExtensions() {
		return this.session.getExtensions()
			.stream()
			.map(WebSocketExtension::getName)
			.filter((name) -> !name.equals(TomcatSessions.READER_EXTENSION))
			.toList();
	}

	/**
	 * Return whether the frames are read in the container's place.
	 * @return whether they are
	 */
	boolean hasFrameReader() {
		return this.session.getExtensions()
			.stream()
			.anyMatch((extension) -> extension.getName().equals(TomcatSessions.READER_EXTENSION));
	}

	/**
	 * Raise the container's own limit to ours where it has one for messages in parts.
	 * @param maxMessageSize the number of bytes
	 */
	void limitMessageSize(int maxMessageSize) {
		if (isTomcat()) {
			return;
		}
		this.session.setTextMessageSizeLimit(maxMessageSize);
		this.session.setBinaryMessageSizeLimit(maxMessageSize);
	}

	void send(WebSocketMessage<?> message) throws IOException {
		this.session.sendMessage(message);
	}

	void sendBinary(ByteBuffer bytes) throws IOException {
		if (bytes.remaining() > MAX_TOMCAT_FRAME_SIZE && isTomcat()) {
			sendInFrames(bytes);
			return;
		}
		send(new BinaryMessage(bytes));
	}

	// RFC 6455, section 5.4
	private void sendInFrames(ByteBuffer bytes) throws IOException {
		int position = bytes.position();
		while (bytes.limit() - position > MAX_TOMCAT_FRAME_SIZE) {
			send(new BinaryMessage(bytes.slice(position, MAX_TOMCAT_FRAME_SIZE), false));
			position += MAX_TOMCAT_FRAME_SIZE;
		}
		send(new BinaryMessage(bytes.slice(position, bytes.limit() - position), true));
	}

	void close(CloseStatus status) throws IOException {
		this.session.close(status);
	}

	/**
	 * End without waiting for the peer, where the container can.
	 * @param status the close code and reason
	 * @throws IOException if the connection is gone already
	 */
	void abort(CloseStatus status) throws IOException {
		if (!TOMCAT_PRESENT || !TomcatSessions.abort(getNativeSession(), status)) {
			close(status);
		}
	}

	private boolean isTomcat() {
		return TOMCAT_PRESENT && TomcatSessions.isTomcat(getNativeSession());
	}

	private @Nullable Object getNativeSession() {
		return (this.session instanceof NativeWebSocketSession nativeSession) ? nativeSession.getNativeSession() : null;
	}

}
