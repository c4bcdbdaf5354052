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

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/**
 * Event loops of a transport. Those of its own are made when the first one is needed.
 */
final class EventLoops {

	private static final long SHUTDOWN_SECONDS = 5;

	private final int size;

	private final boolean shared;

	/** Guarded by this object. */
	private @Nullable EventLoopGroup group;

	private boolean closed;

	private EventLoops(int size, @Nullable EventLoopGroup shared) {
		this.size = size;
		this.shared = shared != null;
		this.group = shared;
	}

	static EventLoops own(int size) {
		if (size < 1) {
			throw new IllegalArgumentException("The number of event loops must be positive, but is " + size);
		}
		return new EventLoops(size, null);
	}

	static EventLoops shared(EventLoopGroup group) {
		if (group instanceof IoEventLoopGroup ioGroup && !ioGroup.isIoType(NioIoHandler.class)) {
			throw new IllegalArgumentException(
					"The event loops must be made with NioIoHandler.newFactory(): the transport opens sockets of NIO");
		}
		return new EventLoops(0, group);
	}

	/**
	 * Return the event loop for the next connection.
	 * @return the event loop
	 * @throws IllegalStateException if they are closed
	 */
	synchronized EventLoop next() {
		if (this.closed) {
			throw new IllegalStateException("The transport is closed");
		}
		EventLoopGroup group = this.group;
		if (group == null) {
			group = new MultiThreadIoEventLoopGroup(this.size, new LoopThreadFactory(), NioIoHandler.newFactory());
			this.group = group;
		}
		return group.next();
	}

	/**
	 * Close the event loops, unless others use them, and whatever is still open on them.
	 * Does not wait for it.
	 */
	synchronized void close() {
		this.closed = true;
		if (this.group != null && !this.shared) {
			this.group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
		}
	}

	/**
	 * Factory for the threads: daemons, as the threads of the containers are.
	 */
	private static final class LoopThreadFactory implements ThreadFactory {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public Thread newThread(Runnable task) {
			Thread thread = new FastThreadLocalThread(task, "heartbeat-netty-" + this.count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		}

	}

}
