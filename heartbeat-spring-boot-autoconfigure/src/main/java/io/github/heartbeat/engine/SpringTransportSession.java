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

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.heartbeat.transport.TransportSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * A {@link TransportSession} over Spring's {@link WebSocketSession}.
 */
final class SpringTransportSession implements TransportSession {

	private static final Log logger = LogFactory.getLog(SpringTransportSession.class);

	private static final boolean TOMCAT_PRESENT = ClassUtils.isPresent("org.apache.tomcat.websocket.WsSession",
			SpringTransportSession.class.getClassLoader());

	/** See {@link TomcatFrameReader}, which can't be loaded without Tomcat. */
	private static final String READER_EXTENSION = "x-heartbeat-reader";

	/**
	 * The most bytes that Tomcat is given at a time. It writes a frame buffer by buffer,
	 * each a few calls deeper in the stack than the one before, which overflows with
	 * frames of tens of megabytes. (Texts it cuts into frames itself.)
	 */
	private static final int MAX_TOMCAT_FRAME_SIZE = 256 * 1024;

	private final WebSocketSession session;

	SpringTransportSession(WebSocketSession session) {
		this.session = session;
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

	@Override
	public @Nullable String getSubprotocol() {
		String subprotocol = this.session.getAcceptedProtocol();
		return (subprotocol != null && !subprotocol.isEmpty()) ? subprotocol : null;
	}

	@Override
	public WebSocketSession getNative() {
		return this.session;
	}

	@Override
	public boolean isOpen() {
		return this.session.isOpen();
	}

	@Override
	public boolean isTellingCloseFrames() {
		return hasFrameReader();
	}

	/**
	 * Return whether the frames are read in the container's place.
	 * @return whether there is a {@link TomcatFrameReader}
	 */
	boolean hasFrameReader() {
		return this.session.getExtensions()
			.stream()
			.anyMatch((extension) -> extension.getName().equals(READER_EXTENSION));
	}

	@Override
	public void sendText(String text) throws IOException {
		this.session.sendMessage(new TextMessage(text));
	}

	@Override
	public void sendBinary(ByteBuffer bytes) throws IOException {
		if (bytes.remaining() > MAX_TOMCAT_FRAME_SIZE && isTomcat()) {
			sendInFrames(bytes);
			return;
		}
		this.session.sendMessage(new BinaryMessage(bytes));
	}

	// RFC 6455, section 5.4
	private void sendInFrames(ByteBuffer bytes) throws IOException {
		int position = bytes.position();
		while (bytes.limit() - position > MAX_TOMCAT_FRAME_SIZE) {
			this.session.sendMessage(new BinaryMessage(bytes.slice(position, MAX_TOMCAT_FRAME_SIZE), false));
			position += MAX_TOMCAT_FRAME_SIZE;
		}
		this.session.sendMessage(new BinaryMessage(bytes.slice(position, bytes.limit() - position), true));
	}

	@Override
	public void sendPing(ByteBuffer payload) throws IOException {
		this.session.sendMessage(new PingMessage(payload));
	}

	@Override
	public void close(CloseStatus status) throws IOException {
		this.session.close(status);
	}

	@Override
	public void abort(CloseStatus status) {
		try {
			if (TOMCAT_PRESENT && TomcatSessions.abort(getNativeSession(), status)) {
				return;
			}
			this.session.close(status);
		}
		catch (Throwable ex) {
			logger.debug("A connection was gone before it could be aborted", ex);
		}
	}

	private boolean isTomcat() {
		return TOMCAT_PRESENT && TomcatSessions.isTomcat(getNativeSession());
	}

	private @Nullable Object getNativeSession() {
		return (this.session instanceof NativeWebSocketSession nativeSession) ? nativeSession.getNativeSession() : null;
	}

}
