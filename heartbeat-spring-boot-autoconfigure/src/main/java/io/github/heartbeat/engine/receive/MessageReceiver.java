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

package io.github.heartbeat.engine.receive;

import java.util.concurrent.Executor;

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.event.HeartbeatMessageEvent;

/**
 * The receiving side of one client: passes a message to the {@link ReceiveQueue} by the
 * shortest way there is, or lets it be inspected first.
 */
public final class MessageReceiver {

	private final ReceiveQueue queue;

	/**
	 * Create a new receiver.
	 * @param settings how messages are received
	 * @param queue the queue of the client
	 * @param dispatch the threads on which messages are inspected
	 */
	public MessageReceiver(Receive settings, ReceiveQueue queue, Executor dispatch) {
		this.queue = queue;
		KeyInterner keys = (settings.overflow() == ReceiveOverflow.CONFLATE) ? new KeyInterner(settings.queueCapacity())
				: null;
		queue.inspectBy(dispatch, new InspectionLoop(queue, keys));
	}

	/**
	 * A message has arrived. Called by the thread that reads, and returns at once.
	 * @param source the connection it belongs to
	 * @param inspector what has to look at it, if needed
	 * @param message the message
	 */
	public void received(ReceiveQueue.Source source, ArrivalInspector inspector, HeartbeatMessageEvent message) {
		if (inspector.isNeeded()) {
			this.queue.addToInspect(source, message, inspector);
		}
		else {
			this.queue.add(source, message, null);
		}
	}

}
