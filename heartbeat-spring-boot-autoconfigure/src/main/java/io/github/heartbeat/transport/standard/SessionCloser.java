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

import io.github.heartbeat.transport.TransportThreads;

import org.springframework.web.socket.CloseStatus;

/**
 * Closes one session on a thread that may block: whoever ends a connection, the timer
 * thread included, never waits for its peer.
 */
final class SessionCloser {

	/** How long closing waits where there is no thread for it. */
	static final Duration THREAD_RETRY = Duration.ofSeconds(1);

	private final ContainerSession session;

	private final EndDetector end;

	private final TransportThreads threads;

	SessionCloser(ContainerSession session, EndDetector end, TransportThreads threads) {
		this.session = session;
		this.end = end;
		this.threads = threads;
	}

	/**
	 * Begin the closing handshake.
	 * @param status the close code and reason
	 */
	void close(CloseStatus status) {
		this.end.closing();
		try {
			this.threads.io().execute(() -> closeNow(status));
		}
		catch (Throwable ex) {
			abortLater(status);
		}
	}

	private void closeNow(CloseStatus status) {
		try {
			this.session.close(status);
		}
		catch (Throwable ex) {
			this.end.aborting();
			abortNow(status);
		}
	}

	/**
	 * End without waiting for the peer.
	 * @param status the close code and reason the peer is given if it can be reached
	 */
	void abort(CloseStatus status) {
		this.end.aborting();
		try {
			this.threads.io().execute(() -> abortNow(status));
		}
		catch (Throwable ex) {
			abortLater(status);
		}
	}

	private void abortNow(CloseStatus status) {
		try {
			this.session.abort(status);
		}
		catch (Throwable ex) {
			// The connection was gone before it could be aborted
		}
		finally {
			this.end.aborted();
		}
	}

	// Not on this thread, which may be the timer's
	private void abortLater(CloseStatus status) {
		this.threads.schedule(() -> abort(status), THREAD_RETRY);
	}

}
