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

package io.github.heartbeat.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Extension;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.MessagePart;
import org.apache.tomcat.websocket.Transformation;
import org.apache.tomcat.websocket.TransformationFactory;
import org.apache.tomcat.websocket.TransformationResult;
import org.apache.tomcat.websocket.WsIOException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Sees the control frames of one connection that Tomcat keeps to itself: the server's
 * pings, which show that it is alive, and the close code as it was received. Tomcat turns
 * 1012 to 1014 into 1002, and does not tell a Close frame of the server from an end of
 * its own making.
 * <p>
 * It is a {@link Transformation} that transforms nothing: Tomcat's way for extensions to
 * take part in reading. The extension is never offered to the server; it is added to the
 * response of the server by {@link TomcatWebSocketContainer}.
 */
final class TomcatFrameObserver implements Transformation {

	/** The name of the extension. */
	static final String EXTENSION = "x-heartbeat-observer";

	/**
	 * Who is told of the frames of the connection that the present thread opens: Tomcat
	 * gives no other way to pass it.
	 */
	private static final ThreadLocal<@Nullable TransportListener> connecting = new ThreadLocal<>();

	private final TransportListener listener;

	private @Nullable Transformation next;

	private TomcatFrameObserver(TransportListener listener) {
		this.listener = listener;
	}

	/**
	 * Make the extension known to Tomcat. Safe to repeat.
	 */
	static void register() {
		TransformationFactory.getInstance().registerExtension(EXTENSION, (preferences, isServer) -> {
			TransportListener listener = connecting.get();
			// Without a listener, a server has named the extension to a client that is
			// not ours: Tomcat takes null for unsupported
			return (listener != null && !isServer) ? new TomcatFrameObserver(listener) : null;
		});
	}

	/**
	 * Set who is told of the frames of the connection that the present thread opens.
	 * @param listener the listener, or {@code null} when the thread has done
	 */
	static void setListener(@Nullable TransportListener listener) {
		if (listener != null) {
			connecting.set(listener);
		}
		else {
			connecting.remove();
		}
	}

	@Override
	public TransformationResult getMoreData(byte opCode, boolean fin, int rsv, ByteBuffer dest) throws IOException {
		TransformationResult result = next().getMoreData(opCode, fin, rsv, dest);
		if (result == TransformationResult.END_OF_FRAME) {
			if (opCode == Constants.OPCODE_PING) {
				this.listener.ping();
			}
			else if (opCode == Constants.OPCODE_CLOSE) {
				verify(dest);
				this.listener.closeFrame(closeCode(dest));
			}
		}
		return result;
	}

	// RFC 6455, sections 5.5.1 and 7.1.6. Tomcat finds the same, but in a state in which
	// it
	// stops reading without closing anything.
	private static void verify(ByteBuffer payload) throws IOException {
		boolean valid = payload.position() != 1;
		if (payload.position() > 2) {
			try {
				StandardCharsets.UTF_8.newDecoder()
					.decode(ByteBuffer.wrap(payload.array(), payload.arrayOffset() + 2, payload.position() - 2));
			}
			catch (CharacterCodingException ex) {
				valid = false;
			}
		}
		if (!valid) {
			throw new WsIOException(new CloseReason(CloseCodes.PROTOCOL_ERROR, "malformed Close frame"));
		}
	}

	private static int closeCode(ByteBuffer payload) {
		// RFC 6455, section 7.1.5: 1005 where there is none
		return (payload.position() < 2) ? 1005 : payload.getShort(0) & 0xFFFF;
	}

	private Transformation next() {
		Assert.state(this.next != null, "Tomcat sets the next transformation before it reads");
		return this.next;
	}

	@Override
	public void setNext(Transformation transformation) {
		if (this.next == null) {
			this.next = transformation;
		}
		else {
			this.next.setNext(transformation);
		}
	}

	@Override
	public boolean validateRsvBits(int bits) {
		return next().validateRsvBits(bits);
	}

	@Override
	public @Nullable Extension getExtensionResponse() {
		return null;
	}

	@Override
	public boolean validateRsv(int rsv, byte opCode) {
		return next().validateRsv(rsv, opCode);
	}

	@Override
	public List<MessagePart> sendMessagePart(List<MessagePart> messageParts) throws IOException {
		return next().sendMessagePart(messageParts);
	}

	@Override
	public void close() {
		next().close();
	}

}
