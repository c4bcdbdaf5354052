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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

/**
 * Sending side of one client. Where a message goes is decided by what it is sent over:
 * over a connection, it belongs to that and is never written to another; over the client,
 * it waits in the queue for whatever connection is ready.
 * <p>
 * The future of each message ends exactly once, and apart from that of a message that is
 * refused, on a thread of the {@link CompletionExecutor}.
 */
public final class MessageSender {

	/**
	 * Futures that may wait to be completed, at least: thousands of messages and replies
	 * may end at a time, as with their connection, although no callback is slow.
	 */
	private static final int MIN_COMPLETIONS = 16_384;

	private final Send settings;

	private final EngineTimer timer;

	private final Outcomes outcomes;

	private final SendQueue queue;

	private final CompletionExecutor completions;

	private final Consumer<String> warnings;

	/**
	 * Create a new sender, which accepts nothing until it is started.
	 * @param clientName the plain name of the client
	 * @param settings the settings of the client
	 * @param redactor takes secrets out of the failures of writes
	 * @param timer the timer
	 * @param completions completes futures, on threads that may block; messages are
	 * refused while it is full, see {@link #maxCompletions}
	 * @param warnings given what the user should know; called by the thread that sends,
	 * without a lock, and must return at once
	 */
	public MessageSender(String clientName, Send settings, Redactor redactor, EngineTimer timer,
			CompletionExecutor completions, Consumer<String> warnings) {
		this.settings = settings;
		this.timer = timer;
		this.completions = completions;
		this.warnings = warnings;
		this.outcomes = new Outcomes(clientName, redactor, this.completions);
		this.queue = new SendQueue(settings, timer, this.outcomes, completions);
		completions.setRoomListener(this.queue::roomForCompletions);
	}

	/**
	 * Return how many futures of a client may wait to be completed before its messages
	 * are refused: as many as messages may wait, which may all end at a time.
	 * @param settings the settings of the client
	 * @return the number of futures
	 */
	public static int maxCompletions(Send settings) {
		return Math.max(MIN_COMPLETIONS, settings.queueCapacity());
	}

	/**
	 * Send a message over the client. Waits only if the queue is full and
	 * {@code send.overflow} is {@code block}. The first message that is refused for lack
	 * of a connection is warned of, whoever looks at its future.
	 * @param message the message
	 * @return the future of the message
	 */
	public CompletableFuture<Void> send(OutboundMessage message) {
		markSender(message);
		Refusal first = this.queue.offer(message);
		if (first != null) {
			this.warnings.accept(describe(first));
		}
		return message.future();
	}

	private static String describe(Refusal first) {
		String remedy = (first == Refusal.NOT_STARTED)
				? "It starts with the application, by start(), or by reconnect() after it gave up"
				: "Or let messages wait with send.when-closed: queue";
		return "a message is refused, as " + first.text() + ". Send when the client is ready, from a "
				+ "HeartbeatConnectionInitializer or on a HeartbeatReadyEvent. " + remedy
				+ ". Further ones are counted until it is open";
	}

	/**
	 * Send a message over a connection: ahead of the queue, and also before the
	 * connection is ready. Never waits.
	 * @param connection the connection
	 * @param message the message
	 * @return the future of the message
	 */
	public CompletableFuture<Void> send(ConnectionWriter connection, OutboundMessage message) {
		if (this.completions.isFull()) {
			this.outcomes.refused(message, Refusal.congested(this.completions.capacity()));
		}
		else {
			markSender(message);
			this.queue.offer(connection.lane(), message);
		}
		return message.future();
	}

	private void markSender(OutboundMessage message) {
		if (this.completions.isRunByCurrentThread()) {
			message.sentByCallback();
		}
	}

	/**
	 * Send a heartbeat, ahead of everything else and in the place of one that still
	 * waits. A heartbeat for a connection that has ended is let go of.
	 * @param connection the connection
	 * @param heartbeat the heartbeat, whose future is nobody's and is not completed
	 */
	public void sendHeartbeat(ConnectionWriter connection, OutboundMessage heartbeat) {
		this.queue.offerHeartbeat(connection.lane(), heartbeat);
	}

	/**
	 * Create the writer of a connection.
	 * @param connectionId the id of the connection
	 * @param session the connection
	 * @param listener told of writes that fail
	 * @return a writer that is not attached yet
	 */
	public ConnectionWriter createWriter(String connectionId, TransportSession session,
			ConnectionWriter.Listener listener) {
		return new ConnectionWriter(connectionId, session, this.queue, this.outcomes, this.settings, this.timer,
				listener);
	}

	/**
	 * Accept messages from now on. May be called under a lock.
	 */
	public void start() {
		this.queue.start();
	}

	/**
	 * Begin with a connection, of which nothing is written before {@link #begin}. May be
	 * called under a lock.
	 * @param connection the connection
	 * @param first the messages to be written first
	 * @return the number of messages that were refused since there was no connection
	 */
	public long attach(ConnectionWriter connection, List<OutboundMessage> first) {
		return this.queue.attach(connection.lane(), first);
	}

	/**
	 * Let what belongs to a connection be written. Does nothing for another than the
	 * present one.
	 * @param connection the connection
	 */
	public void begin(ConnectionWriter connection) {
		this.queue.begin(connection.lane());
	}

	/**
	 * Let the queue be written to a connection. Does nothing for another than the present
	 * one.
	 * @param connection the connection
	 */
	public void openQueue(ConnectionWriter connection) {
		this.queue.open(connection.lane());
	}

	/**
	 * End with a connection that is lost. May be called under a lock.
	 * @param connection the connection, or {@code null} if there was none
	 * @return the messages that will not be written, to be given to {@link #abandon}
	 */
	public List<OutboundMessage> detach(@Nullable ConnectionWriter connection) {
		return this.queue.detach((connection != null) ? connection.lane() : null);
	}

	/**
	 * Accept no more, and end with whatever connection there is. May be called under a
	 * lock.
	 * @return the messages that will not be written, to be given to {@link #abandon}
	 */
	public List<OutboundMessage> stop() {
		return this.queue.stop();
	}

	/**
	 * Do as {@link #stop()}, unless there is another connection by now. May be called
	 * under a lock.
	 * @param connection the connection that is closed
	 * @return the messages that will not be written, to be given to {@link #abandon}
	 */
	public List<OutboundMessage> stop(ConnectionWriter connection) {
		return this.queue.stop(connection.lane());
	}

	/**
	 * Accept no more, but write what there is.
	 * @param connection the connection
	 * @param ready whether the connection is ready, so that the queue is written, too
	 * @return a future, completed by the thread that ends the last write, where nothing
	 * may block, and never if the connection ends before
	 */
	public CompletableFuture<Void> finish(ConnectionWriter connection, boolean ready) {
		return this.queue.finish(connection.lane(), ready);
	}

	/**
	 * End messages that will not be written since their connection has ended. Not to be
	 * called under a lock.
	 * @param messages the messages
	 */
	public void abandon(List<OutboundMessage> messages) {
		messages.forEach(this.outcomes::abandoned);
	}

	public int queued() {
		return this.queue.size();
	}

	public long messages() {
		return this.outcomes.messages();
	}

	public long bytes() {
		return this.outcomes.bytes();
	}

	public long dropped() {
		return this.outcomes.dropped();
	}

}
