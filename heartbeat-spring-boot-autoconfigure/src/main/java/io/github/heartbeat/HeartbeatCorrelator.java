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

package io.github.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * Correlator that can be implemented by a bean to tell which message answers which
 * request, by a key that both carry: the {@code id} of JSON-RPC, a correlation id, a
 * sequence number. Where a protocol has such a key, this is the way to have many requests
 * under way at a time: the reply is found by one look-up, whereas each predicate of
 * {@link HeartbeatClient#sendAndAwait} is asked about each message.
 * <p>
 * A key needs {@code equals} and {@code hashCode}, which must not change while the
 * request waits, and it must be unique among the requests of a client that wait. The keys
 * of a request and of its reply are to be of the same type: {@code 7} and {@code "7"} are
 * not equal.
 *
 * @see HeartbeatClient#request
 */
public interface HeartbeatCorrelator {

	/**
	 * Return whether this correlator knows the messages of a client. The first bean that
	 * does is used, for as long as the application runs.
	 * @param clientName the plain name of the client
	 * @return {@code true} if it does, which is the default
	 */
	default boolean supports(String clientName) {
		return true;
	}

	/**
	 * Return the key of a request. Called once for each request, on the thread that sends
	 * it and before anything is sent. If there is no key, or this method throws, the
	 * request is refused with a {@link HeartbeatSendException}.
	 * @param payload the request, as it was given to the client
	 * @return the key, or {@code null} if the request has none
	 */
	@Nullable Object requestKey(Object payload);

	/**
	 * Return the key of the request that a message answers. Called once for each message
	 * of a connection, in the order of arrival and ahead of the listeners, while a
	 * request with a key that was written to that connection waits; there may be several
	 * connections, and with them threads, at a time. It should return at once, since the
	 * messages behind wait for it. What it throws is logged and counts as {@code null}.
	 * @param message the message
	 * @return the key, or {@code null} if the message is no reply
	 */
	@Nullable Object replyKey(HeartbeatMessage message);

}
