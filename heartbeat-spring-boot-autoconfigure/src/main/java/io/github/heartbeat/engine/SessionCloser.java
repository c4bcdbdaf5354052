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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.transport.TransportSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.CloseStatus;

/**
 * Closes the socket of one connection on a thread that may block, and says when that is
 * done: whoever ends a connection, the timer thread included, never waits for its peer.
 */
final class SessionCloser {

	private static final Log logger = LogFactory.getLog(SessionCloser.class);

	/** How long closing waits where there is no thread for it. */
	private static final Duration THREAD_RETRY = Duration.ofSeconds(1);

	private final EngineContext context;

	private final String connectionId;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final CompletableFuture<Void> answered = new CompletableFuture<>();

	SessionCloser(EngineContext context, String connectionId) {
		this.context = context;
		this.connectionId = connectionId;
	}

	/**
	 * Return when the socket is closed.
	 * @return a future that is completed when the socket is closed, or has been given up
	 */
	CompletableFuture<Void> closed() {
		return this.closed;
	}

	/**
	 * Return when the peer has answered the Close frame.
	 * @return a future that is completed when the peer has taken note of the end, or the
	 * container has
	 */
	CompletableFuture<Void> answered() {
		return this.answered;
	}

	/**
	 * Begin the closing handshake.
	 * @param session the session
	 * @param status the close code and reason
	 */
	void close(TransportSession session, CloseStatus status) {
		inBackground(session, status, () -> {
			try {
				session.close(status);
			}
			catch (Throwable ex) {
				logger.debug(LogMessage.format("Connection %s was gone before it could be closed", this.connectionId),
						ex);
				session.abort(status);
			}
		});
	}

	/**
	 * End without waiting for the peer.
	 * @param session the session
	 * @param status the close code and reason the peer is given if it can be reached
	 */
	void abort(TransportSession session, CloseStatus status) {
		inBackground(session, status, () -> session.abort(status));
	}

	private void inBackground(TransportSession session, CloseStatus status, Runnable action) {
		try {
			this.context.io().execute(() -> {
				try {
					action.run();
				}
				finally {
					this.closed.complete(null);
				}
			});
		}
		catch (Throwable ex) {
			// Not on this thread, which may be the timer's
			logger.warn(LogMessage.format("No thread to close connection %s, trying again", this.connectionId), ex);
			this.closed.complete(null);
			this.context.timer().schedule(() -> abort(session, status), THREAD_RETRY);
		}
	}

}
