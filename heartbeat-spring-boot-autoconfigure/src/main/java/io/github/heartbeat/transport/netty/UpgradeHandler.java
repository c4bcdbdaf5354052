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

import java.io.ByteArrayOutputStream;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.transport.HandshakeRefusal;
import io.github.heartbeat.transport.TransportEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Handler of the opening handshake: sends the request as soon as it may, and reads the
 * answer. Tells what comes of it once, and is not told of anything afterwards.
 */
final class UpgradeHandler extends SimpleChannelInboundHandler<HttpObject> {

	private static final String NO_HTTP = "The server's answer to the opening handshake is no HTTP/1.1";

	/** The time for the rest of a refusal, whose status is all that is needed of it. */
	private static final int MAX_BODY_MILLIS = 1000;

	private final UpgradeRequest request;

	private final boolean secure;

	private final Callback callback;

	/** The answer of a server that refuses, while its body is read. */
	private @Nullable HttpResponse refusal;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

	private @Nullable Future<?> bodyDeadline;

	private boolean told;

	/**
	 * Create a new handler.
	 * @param request the request
	 * @param secure whether it has to wait for TLS
	 * @param callback told what comes of it
	 */
	UpgradeHandler(UpgradeRequest request, boolean secure, Callback callback) {
		this.request = request;
		this.secure = secure;
		this.callback = callback;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		if (!this.secure) {
			sendRequest(context);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent completion) {
			if (completion.isSuccess()) {
				sendRequest(context);
			}
			else {
				fail(ConnectFailureTranslator.translate(completion.cause()));
			}
		}
	}

	private void sendRequest(ChannelHandlerContext context) {
		try {
			context.writeAndFlush(this.request.create());
		}
		catch (IllegalArgumentException ex) {
			fail(ConnectFailureTranslator.translate(ex));
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
		if (this.told) {
			return;
		}
		if (message.decoderResult().isFailure()) {
			undecodable(message.decoderResult().cause());
			return;
		}
		if (message instanceof HttpResponse response) {
			answered(context, response);
		}
		if (message instanceof HttpContent content && this.refusal != null) {
			addToBody(content.content());
			if (message instanceof LastHttpContent || this.body.size() == HandshakeRefusal.MAX_BODY_SIZE) {
				refuse();
			}
		}
	}

	private void undecodable(Throwable failure) {
		refuse();
		// The failure has in it what the server sent, whatever that was
		fail((failure instanceof PrematureChannelClosureException) ? ConnectFailureTranslator.unanswered()
				: ConnectFailureTranslator.invalid(NO_HTTP));
	}

	private void answered(ChannelHandlerContext context, HttpResponse response) {
		if (response.protocolVersion().majorVersion() != HttpVersion.HTTP_1_1.majorVersion()) {
			fail(ConnectFailureTranslator.invalid(NO_HTTP));
		}
		else if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
			accept(context, response);
		}
		else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			this.refusal = response;
			this.bodyDeadline = context.executor().schedule(this::refuse, MAX_BODY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void accept(ChannelHandlerContext context, HttpResponse response) {
		UpgradeResponse upgrade;
		try {
			upgrade = UpgradeResponse.verify(response, this.request);
		}
		catch (IllegalArgumentException ex) {
			fail(ConnectFailureTranslator.invalid(String.valueOf(ex.getMessage())));
			return;
		}
		this.told = true;
		this.callback.upgraded(context, upgrade);
	}

	private void addToBody(ByteBuf content) {
		int size = Math.min(content.readableBytes(), HandshakeRefusal.MAX_BODY_SIZE - this.body.size());
		byte[] bytes = new byte[size];
		content.readBytes(bytes);
		this.body.writeBytes(bytes);
	}

	private void refuse() {
		HttpResponse response = this.refusal;
		if (response != null) {
			HttpHeaders headers = response.headers();
			fail(ConnectFailureTranslator.refused(new HandshakeRefusal(response.status().code(),
					HeadersConverter.convert(headers), this.body.toByteArray())));
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		refuse();
		fail(ConnectFailureTranslator.unanswered());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		refuse();
		fail(ConnectFailureTranslator.translate(cause));
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.bodyDeadline != null) {
			this.bodyDeadline.cancel(false);
		}
	}

	private void fail(TransportEnd end) {
		if (!this.told) {
			this.told = true;
			this.callback.failed(end);
		}
	}

	/**
	 * Callback interface for what comes of the handshake.
	 */
	interface Callback {

		/**
		 * The server has accepted.
		 * @param context the context of this handler, which is no longer needed
		 * @param response the answer
		 */
		void upgraded(ChannelHandlerContext context, UpgradeResponse response);

		/**
		 * The handshake has failed. The channel is still to be closed.
		 * @param end how the attempt ended
		 */
		void failed(TransportEnd end);

	}

}
