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

import java.util.concurrent.Executor;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;

/**
 * Group of one event loop that knows how many channels it has.
 */
final class CountingEventLoopGroup extends MultiThreadIoEventLoopGroup {

	CountingEventLoopGroup() {
		super(1, NioIoHandler.newFactory());
	}

	@Override
	protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... arguments) {
		return new CountingEventLoop(this, executor, factory);
	}

	int channels() {
		return ((CountingEventLoop) next()).getNumOfRegisteredChannels();
	}

	/**
	 * The event loop.
	 */
	private static final class CountingEventLoop extends SingleThreadIoEventLoop {

		CountingEventLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory factory) {
			super(parent, executor, factory);
		}

		@Override
		protected int getNumOfRegisteredChannels() {
			return super.getNumOfRegisteredChannels();
		}

	}

}
