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

package io.github.heartbeat.transport.netty;

import java.net.InetAddress;
import java.util.List;

import io.netty.channel.EventLoop;

/**
 * Strategy for finding the addresses of a host.
 */
interface HostResolver {

	/**
	 * Find the addresses of a host, anew for each call.
	 * @param host the name, or an address
	 * @param eventLoop the event loop of the attempt, which may be used to wait
	 * @param callback told the addresses, by any thread
	 * @return called to give the question up; whether anything is told then is open
	 */
	Runnable resolve(String host, EventLoop eventLoop, Callback callback);

	/**
	 * Give back what is kept for that. Called once, when no attempt is under way.
	 */
	default void close() {
	}

	/**
	 * Callback interface for what was found.
	 */
	interface Callback {

		/**
		 * The host is known.
		 * @param addresses its addresses, at least one, the preferred one first
		 */
		void resolved(List<InetAddress> addresses);

		/**
		 * The host is not known, or nobody could be asked.
		 * @param failure the failure
		 */
		void failed(Throwable failure);

	}

}
