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

import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportThreads;
import io.netty.channel.EventLoopGroup;

/**
 * The {@link Transport} over Netty. All connections share a few event loops, and none has
 * a thread of its own.
 */
public final class NettyTransport implements Transport {

	private final TransportThreads threads;

	private final EventLoops eventLoops;

	private final HostResolver resolver = HostResolvers.create();

	/**
	 * Create a new transport with event loops of its own, which begin with the first
	 * attempt.
	 * @param threads the threads for what may wait, such as the verification of a
	 * certificate
	 * @param eventLoops the number of event loops, each of which is a thread
	 * @throws IllegalArgumentException if there are none
	 */
	public NettyTransport(TransportThreads threads, int eventLoops) {
		this.threads = threads;
		this.eventLoops = EventLoops.own(eventLoops);
	}

	/**
	 * Create a new transport on event loops that others use as well, and that are left
	 * alone when the transport is destroyed.
	 * @param threads the threads for what may wait, such as the verification of a
	 * certificate
	 * @param eventLoops the event loops, on NIO
	 * @throws IllegalArgumentException if they are of another kind
	 */
	public NettyTransport(TransportThreads threads, EventLoopGroup eventLoops) {
		this.threads = threads;
		this.eventLoops = EventLoops.shared(eventLoops);
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		return new NettyTransportAttempt(request, listener, this.eventLoops, this.resolver, this.threads);
	}

	@Override
	public void destroy() {
		this.resolver.close();
		this.eventLoops.close();
	}

}
