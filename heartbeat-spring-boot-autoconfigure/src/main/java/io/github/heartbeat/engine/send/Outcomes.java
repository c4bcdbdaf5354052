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

package io.github.heartbeat.engine.send;

import java.util.List;

import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import io.github.heartbeat.transport.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of the messages of one client. Each message has one, which is counted when it
 * is known, and told by the future of the message in the background.
 */
final class Outcomes {

	private static final FailsafeLog logger = FailsafeLog.of(Outcomes.class);

	private final String clientName;

	private final Redactor redactor;

	private final CompletionExecutor completions;

	/** Guarded by this object, as all that follows. */
	private long messages;

	private long bytes;

	private long dropped;

	Outcomes(String clientName, Redactor redactor, CompletionExecutor completions) {
		this.clientName = clientName;
		this.redactor = redactor;
		this.completions = completions;
	}

	/**
	 * End a message that is written.
	 * @param message the message
	 */
	void written(OutboundMessage message) {
		if (!message.end()) {
			// Given up as unknown before it was written
			return;
		}
		if (!message.isHeartbeat()) {
			countWritten(message);
			this.completions.execute(() -> complete(message), message.isSentByCallback());
		}
		else if (logger.isTraceEnabled()) {
			this.completions.execute(() -> log(message));
		}
	}

	private synchronized void countWritten(OutboundMessage message) {
		this.messages++;
		this.bytes += message.size();
	}

	private void complete(OutboundMessage message) {
		try {
			log(message);
		}
		finally {
			message.future().complete(null);
		}
	}

	private void log(OutboundMessage message) {
		if (logger.isTraceEnabled()) {
			logger.trace("Client '" + this.clientName + "' sent " + message.describe());
		}
	}

	/**
	 * End a message whose fate is not known.
	 * @param message the message
	 * @param failure the failure of the write, or {@code null} if its outcome was not
	 * told
	 */
	void unknown(OutboundMessage message, @Nullable Throwable failure) {
		failed(message, Reason.UNKNOWN,
				"The connection was lost while the message was written: it may have arrived, and is not sent again",
				failure);
	}

	/**
	 * End a message whose connection has ended.
	 * @param message the message
	 */
	void abandoned(OutboundMessage message) {
		failed(message, Reason.DROPPED, "The connection ended before the message was written", null);
	}

	/**
	 * End messages that made room for a newer one.
	 * @param messages the messages
	 */
	void dropped(List<OutboundMessage> messages) {
		for (OutboundMessage message : messages) {
			failed(message, Reason.DROPPED, "The message was dropped for a newer one (send.overflow: drop-oldest)",
					null);
		}
	}

	/**
	 * End messages that have waited for too long.
	 * @param messages the messages
	 */
	void expired(List<OutboundMessage> messages) {
		for (OutboundMessage message : messages) {
			failed(message, Reason.EXPIRED, "The message could not be written within send.queue-ttl", null);
		}
	}

	/**
	 * End a message whose sender did not let it be written.
	 * @param message the message
	 * @param failure the failure of the sender
	 */
	void prevented(OutboundMessage message, Throwable failure) {
		failed(message, Reason.DROPPED, "The message was not written since its sender failed when it was to be",
				failure);
	}

	private void failed(OutboundMessage message, Reason reason, String text, @Nullable Throwable failure) {
		if (message.end() && !message.isHeartbeat()) {
			countDropped();
			this.completions.execute(() -> completeExceptionally(message, reason, text, failure),
					message.isSentByCallback());
		}
	}

	/**
	 * End a message that was not accepted. Since its sender has not seen the future yet,
	 * no callback waits for it.
	 * @param message the message
	 * @param refusal the reason
	 */
	void refused(OutboundMessage message, Refusal refusal) {
		if (message.end()) {
			countDropped();
			completeExceptionally(message, refusal.reason(), "The message is refused: " + refusal.text(), null);
		}
	}

	private synchronized void countDropped() {
		this.dropped++;
	}

	private void completeExceptionally(OutboundMessage message, Reason reason, String text,
			@Nullable Throwable failure) {
		message.future()
			.completeExceptionally(new HeartbeatSendException(this.clientName, reason, text,
					(failure != null) ? this.redactor.redact(failure) : null));
	}

	synchronized long messages() {
		return this.messages;
	}

	synchronized long bytes() {
		return this.bytes;
	}

	synchronized long dropped() {
		return this.dropped;
	}

}
