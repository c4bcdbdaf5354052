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

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportThreads;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

/**
 * One attempt to connect: through a container, on the thread that begins it, or through
 * the user's client, on whatever thread that one takes.
 */
final class StandardTransportAttempt implements TransportAttempt {

	private final HandshakeRequest request;

	private final TransportListener listener;

	private final TransportThreads threads;

	private final WebSocketContainers containers;

	private final Supplier<? extends @Nullable HeartbeatWebSocketClientFactory> webSocketClientFactory;

	private final ConnectingThread connectingThread = new ConnectingThread();

	private final ReadingGate gate = new ReadingGate();

	private final EndDetector end;

	private final FrameRelay frames;

	/** Guarded by this object, as all below. */
	private boolean abandoned;

	/** Whether {@link #connect()} has returned, and tells nothing any more. */
	private boolean returned;

	/** The connection, once there is one. */
	private @Nullable StandardTransportSession session;

	StandardTransportAttempt(HandshakeRequest request, TransportListener listener, TransportThreads threads,
			WebSocketContainers containers,
			Supplier<? extends @Nullable HeartbeatWebSocketClientFactory> webSocketClientFactory) {
		this.request = request;
		this.listener = listener;
		this.threads = threads;
		this.containers = containers;
		this.webSocketClientFactory = webSocketClientFactory;
		this.end = new EndDetector(listener, threads, this.gate, request.settings().shutdownTimeout());
		this.frames = new FrameRelay(this.gate, this.end);
	}

	@Override
	public void connect() {
		this.connectingThread.enter();
		try {
			if (!isAbandoned()) {
				connectNow();
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			this.connectingThread.leave();
		}
		if (isReturnedInVain()) {
			this.end.attemptFailed(TransportEnd.closedByClient());
		}
	}

	private synchronized boolean isAbandoned() {
		return this.abandoned;
	}

	private synchronized boolean isReturnedInVain() {
		this.returned = true;
		return this.abandoned && this.session == null;
	}

	private void connectNow() throws Exception {
		HeartbeatWebSocketClientFactory factory = this.webSocketClientFactory.get();
		if (factory != null) {
			connect(new ClientHandshake(factory, this.request));
		}
		else {
			connect(new ContainerHandshake(this.containers, this.request));
		}
	}

	private void connect(ContainerHandshake handshake) throws Exception {
		handshake.connect(handler((session) -> opened(session, handshake.getResponseHeaders())), this.frames);
	}

	private void connect(ClientHandshake handshake) throws Exception {
		if (isAbandoned()) {
			return;
		}
		handshake.connect(handler((session) -> opened(session, HttpHeaders.EMPTY))).whenComplete((session, failure) -> {
			if (failure != null) {
				failed(failure);
			}
		});
	}

	private StandardWebSocketHandler handler(Consumer<ContainerSession> opened) {
		return new StandardWebSocketHandler(this.frames, this.end, opened);
	}

	private void opened(ContainerSession containerSession, HttpHeaders handshakeHeaders) {
		this.connectingThread.release();
		StandardTransportSession session = new StandardTransportSession(containerSession, handshakeHeaders, this.gate,
				this.end, this.threads);
		if (!accept(session)) {
			session.abort(CloseStatus.GOING_AWAY);
			return;
		}
		String subprotocol = containerSession.getSubprotocol();
		if (subprotocol != null && !this.request.headers().getSecWebSocketProtocol().contains(subprotocol)) {
			// RFC 6455, section 4.1: the client must fail the connection. Not all
			// containers check it.
			this.end.attemptFailed(HandshakeExceptionTranslator.translate(new HeartbeatConnectionException(
					DisconnectCause.HANDSHAKE_INVALID,
					"The server chose the subprotocol '" + Redactor.printable(subprotocol) + "', which was not offered",
					null, null)));
			session.abort(CloseStatus.PROTOCOL_ERROR);
			return;
		}
		this.end.opened(containerSession.hasFrameReader(), session::abort);
		tellOpened(containerSession, session);
	}

	private synchronized boolean accept(StandardTransportSession session) {
		this.session = session;
		return !this.abandoned;
	}

	private void tellOpened(ContainerSession containerSession, StandardTransportSession session) {
		if (!this.gate.enter()) {
			return;
		}
		try {
			containerSession.limitMessageSize((int) this.request.settings().receive().maxMessageSize().toBytes());
			this.frames.setListener(this.listener.opened(session));
		}
		catch (Throwable ex) {
			this.end.listenerFailed(ex);
		}
		finally {
			this.gate.leave();
		}
	}

	private void failed(Throwable failure) {
		boolean opened;
		boolean abandoned;
		synchronized (this) {
			opened = this.session != null;
			abandoned = this.abandoned;
		}
		if (opened) {
			this.end.failed(failure);
		}
		else {
			this.end.attemptFailed(
					abandoned ? TransportEnd.closedByClient() : HandshakeExceptionTranslator.translate(failure));
		}
	}

	@Override
	public void abandon() {
		StandardTransportSession session;
		boolean returned;
		synchronized (this) {
			this.abandoned = true;
			session = this.session;
			returned = this.returned;
		}
		if (session != null) {
			session.abort(CloseStatus.GOING_AWAY);
		}
		else if (returned) {
			// The user's client can't be woken. The caller may hold a lock, and is not to
			// be called back
			this.threads.schedule(() -> this.end.attemptFailed(TransportEnd.closedByClient()), Duration.ZERO);
		}
		else {
			this.connectingThread.wake();
		}
	}

}
