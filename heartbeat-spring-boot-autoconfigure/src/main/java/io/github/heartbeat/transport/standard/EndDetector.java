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
import java.util.Set;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportThreads;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Detector of the one end of a connection, or of an attempt, in what the container
 * reports of it and this side asks for: the listener is told once. A Close frame that has
 * arrived decides, whatever becomes of the socket after it. Containers report ends of
 * their own making as if they were the peer's, and some report a failure before the close
 * code that explains it.
 */
final class EndDetector {

	/** The time for a container to answer a Close frame. */
	static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	/** The time for a container to end a connection that this side aborts. */
	static final Duration ABORT_TIMEOUT = Duration.ofSeconds(1);

	/** The time for a container to say why a connection, or a write to it, failed. */
	static final Duration EXPLANATION_TIMEOUT = Duration.ofMillis(50);

	/** Close codes of a container that finds, or is accused of, a wrong frame. */
	private static final Set<Integer> PROTOCOL_ERRORS = Set.of(CloseStatus.PROTOCOL_ERROR.getCode(),
			CloseStatus.BAD_DATA.getCode());

	private final TransportListener listener;

	private final TransportThreads threads;

	private final ReadingGate gate;

	private final Duration closeTimeout;

	/** Aborts the connection once there is one. Guarded by this object, as all below. */
	private @Nullable Consumer<CloseStatus> aborter;

	/** Whether the Close frames of the server are told, or hidden by the container. */
	private boolean tellingCloseFrames;

	/** The end that follows from the Close frame of the server. */
	private @Nullable TransportEnd closeFrame;

	/** Whether this side has begun the closing handshake. */
	private boolean closing;

	/** Whether this side has asked for an end without the peer. */
	private boolean aborting;

	/**
	 * How many writes are under way: the next one may begin on another thread before the
	 * one before, whose outcome is told, has returned.
	 */
	private int writes;

	/** The end that waits for the outcome of those writes. */
	private @Nullable TransportEnd held;

	private boolean told;

	/** Calls off the task that tells the end if nothing else does. */
	private @Nullable Runnable deadline;

	/**
	 * Create a new detector.
	 * @param listener told the end
	 * @param threads the timer
	 * @param gate the way of the frames, after which the end is told
	 * @param closeTimeout the time for the peer to answer a Close frame of this side
	 */
	EndDetector(TransportListener listener, TransportThreads threads, ReadingGate gate, Duration closeTimeout) {
		this.listener = listener;
		this.threads = threads;
		this.gate = gate;
		this.closeTimeout = closeTimeout;
	}

	/**
	 * The opening handshake has succeeded.
	 * @param tellingCloseFrames whether {@link #closeFrame} is called
	 * @param aborter aborts the connection, without blocking
	 */
	synchronized void opened(boolean tellingCloseFrames, Consumer<CloseStatus> aborter) {
		this.tellingCloseFrames = tellingCloseFrames;
		this.aborter = aborter;
	}

	/**
	 * The attempt has failed, or was abandoned before there was a connection.
	 * @param end how it ended
	 */
	void attemptFailed(TransportEnd end) {
		tell(end, null);
	}

	/**
	 * A Close frame of the server has arrived.
	 * @param code the close code as it was on the wire, 1005 if there was none
	 * @param reason the reason, or {@code null}
	 */
	void closeFrame(int code, @Nullable String reason) {
		synchronized (this) {
			if (!isAsked()) {
				if (this.closeFrame == null) {
					this.closeFrame = isSendable(code) ? TransportEnd.closedByServer(code, reason)
							: protocolError(CloseStatus.PROTOCOL_ERROR.getCode(), reason);
					tellWithin(CLOSE_TIMEOUT);
				}
				return;
			}
		}
		tell(decide(), null);
	}

	// RFC 6455, section 7.4: what a Close frame may carry, or 1005 for nothing.
	private static boolean isSendable(int code) {
		return (code >= 1000 && code <= 1014 && code != 1004 && code != 1006) || (code >= 3000 && code <= 4999);
	}

	/**
	 * The container has closed the connection.
	 * @param status the close code and reason of the container
	 */
	void closed(CloseStatus status) {
		TransportEnd end;
		synchronized (this) {
			// Tomcat reports this while it aborts, and when the Close frame of this side
			// is written
			boolean premature = this.aborting || (this.closing && this.tellingCloseFrames && !isLost(status));
			if (this.aborter == null || (this.closeFrame == null && premature)) {
				return;
			}
			end = (this.closeFrame != null || this.closing) ? decide() : closedByContainer(status);
			if (this.closeFrame != null && this.writes > 0) {
				// The write that the server has answered with its Close frame may not
				// have returned yet
				this.held = end;
				this.threads.schedule(() -> tell(end, null), EXPLANATION_TIMEOUT);
				return;
			}
		}
		tell(end, null);
	}

	/**
	 * A write begins.
	 */
	synchronized void writeBegan() {
		this.writes++;
	}

	/**
	 * A write has ended, and its outcome is told.
	 */
	void writeEnded() {
		TransportEnd held;
		synchronized (this) {
			this.writes--;
			if (this.writes > 0) {
				return;
			}
			held = this.held;
			this.held = null;
		}
		if (held != null) {
			tell(held, null);
		}
	}

	private TransportEnd closedByContainer(CloseStatus status) {
		if (isLost(status)) {
			return failed(DisconnectCause.CONNECTION_LOST,
					(status.getReason() != null) ? status.getReason() : "The connection ended without a Close frame");
		}
		if (this.tellingCloseFrames || PROTOCOL_ERRORS.contains(status.getCode())) {
			return protocolError(status.getCode(), status.getReason());
		}
		return TransportEnd.closedByServer(status.getCode(), status.getReason());
	}

	private static boolean isLost(CloseStatus status) {
		return status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode();
	}

	private static TransportEnd protocolError(int code, @Nullable String reason) {
		TransportEnd end = failed(DisconnectCause.PROTOCOL_ERROR, "A frame violated RFC 6455");
		return new TransportEnd(end.cause(), code, reason, end.failure(), null);
	}

	private static TransportEnd failed(DisconnectCause cause, String message) {
		return TransportEnd.failed(cause, new HeartbeatConnectionException(cause, message, null, null));
	}

	/**
	 * The container has closed the socket.
	 */
	void disconnected() {
		synchronized (this) {
			if (!isAsked()) {
				return;
			}
		}
		tell(decide(), null);
	}

	/**
	 * The connection has failed, as the container reports.
	 * @param failure the failure
	 */
	void failed(Throwable failure) {
		synchronized (this) {
			if (this.aborter == null || this.closeFrame != null || this.aborting) {
				return;
			}
			if (!this.tellingCloseFrames && !this.closing) {
				// Jetty reports a wrong frame as a failure first, and then the close code
				// that goes with it
				this.threads.schedule(() -> unexplained(failure), EXPLANATION_TIMEOUT);
				return;
			}
		}
		lost(failure, CloseStatus.GOING_AWAY);
	}

	/**
	 * A write has failed on a connection that is no longer open: it is the victim, and
	 * another thread of the container is about to report a Close frame or a reset, and
	 * knows better.
	 * @param failure the failure
	 * @param callback called when the end has been told, or had the time to be
	 */
	void writeFailed(Throwable failure, Runnable callback) {
		this.threads.schedule(() -> {
			unexplained(failure);
			callback.run();
		}, EXPLANATION_TIMEOUT);
	}

	private void unexplained(Throwable failure) {
		synchronized (this) {
			if (this.closeFrame != null || this.aborting) {
				return;
			}
		}
		lost(failure, CloseStatus.GOING_AWAY);
	}

	/**
	 * The connection can't be used any more, since a listener has failed.
	 * @param failure what it threw
	 */
	void listenerFailed(Throwable failure) {
		lost(failure, CloseStatus.SERVER_ERROR.withReason("the client failed"));
	}

	private void lost(Throwable failure, CloseStatus status) {
		boolean decided;
		synchronized (this) {
			decided = this.closeFrame != null || isAsked();
		}
		tell(decided ? decide() : TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure), status);
	}

	/**
	 * This side begins the closing handshake.
	 */
	synchronized void closing() {
		this.closing = true;
		if (this.closeFrame == null && !this.aborting) {
			tellWithin(this.closeTimeout);
		}
	}

	/**
	 * This side ends the connection without the peer.
	 */
	synchronized void aborting() {
		this.aborting = true;
		tellWithin(ABORT_TIMEOUT);
	}

	/**
	 * The end without the peer is carried out.
	 */
	void aborted() {
		tell(decide(), null);
	}

	private boolean isAsked() {
		return this.closing || this.aborting;
	}

	private synchronized TransportEnd decide() {
		return (this.closeFrame != null) ? this.closeFrame : TransportEnd.closedByClient();
	}

	private void tellWithin(Duration timeout) {
		callOffDeadline();
		if (!this.told) {
			this.deadline = this.threads.schedule(() -> tell(decide(), CloseStatus.GOING_AWAY), timeout);
		}
	}

	private void callOffDeadline() {
		if (this.deadline != null) {
			this.deadline.run();
			this.deadline = null;
		}
	}

	/**
	 * Tell the end unless one was told before.
	 * @param end the end
	 * @param abort what to abort the connection with, or {@code null} if it is closed
	 */
	private void tell(TransportEnd end, @Nullable CloseStatus abort) {
		Consumer<CloseStatus> aborter;
		synchronized (this) {
			if (this.told) {
				return;
			}
			this.told = true;
			callOffDeadline();
			aborter = this.aborting ? null : this.aborter;
		}
		this.gate.end(() -> tellListener(end));
		if (abort != null && aborter != null) {
			aborter.accept(abort);
		}
	}

	private void tellListener(TransportEnd end) {
		try {
			this.listener.ended(end);
		}
		catch (Throwable ex) {
			// The container's own end must not suffer, and nobody is left to be told
		}
	}

}
