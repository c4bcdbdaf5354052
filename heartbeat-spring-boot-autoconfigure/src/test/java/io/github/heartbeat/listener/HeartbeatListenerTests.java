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

package io.github.heartbeat.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatListener}: what is delivered to whom.
 */
class HeartbeatListenerTests {

	private final Feed feed = new Feed();

	@AfterEach
	void closeFeed() {
		this.feed.close();
	}

	@Test
	void whenParameterIsStringThenOnlyTextIsDelivered() {
		run(Texts.class, () -> {
			this.feed.send("prices", new byte[] { 1 });
			this.feed.send("prices", "hello");
			this.feed.awaitReceived("hello");
		});
	}

	@Test
	void whenParameterIsArrayOfBytesThenOnlyBinaryIsDelivered() {
		run(Bytes.class, () -> {
			this.feed.send("prices", "hello");
			this.feed.send("prices", new byte[] { 1, 2 });
			this.feed.awaitReceived(new byte[] { 1, 2 });
		});
	}

	@Test
	void whenParameterIsBufferThenOnlyBinaryIsDeliveredInBufferOfItsOwn() {
		run(Buffers.class, () -> {
			this.feed.send("prices", "hello");
			this.feed.send("prices", new byte[] { 1, 2 });
			Feed.await().untilAsserted(() -> assertThat(this.feed.received()).hasSize(2));
			assertThat(this.feed.received()).allSatisfy((buffer) -> {
				assertThat(buffer).isEqualTo(ByteBuffer.wrap(new byte[] { 1, 2 }));
				assertThat(((ByteBuffer) buffer).isReadOnly()).isTrue();
			});
			((ByteBuffer) this.feed.received().get(0)).get();
			assertThat(((ByteBuffer) this.feed.received().get(1)).remaining()).isEqualTo(2);
		});
	}

	@Test
	void whenParameterIsTypeThenTextIsReadAsJson() {
		run(Quotes.class, () -> {
			this.feed.send("prices", new byte[] { 1 });
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.awaitReceived(Quote.ACME);
		});
	}

	@Test
	void whenParameterIsGenericThenElementsHaveTheirType() {
		run(ListsOfQuotes.class, () -> {
			this.feed.send("prices", "[" + Quote.ACME_JSON + "]");
			this.feed.awaitReceived(List.of(Quote.ACME), new Quote[] { Quote.ACME }, Map.of("symbol", "unread"));
		});
	}

	@Test
	void whenParameterIsTreeOrNumberThenJsonIsReadSo() {
		run(Trees.class, () -> {
			this.feed.send("prices", "17");
			this.feed.awaitReceived("tree 17", "number 17");
		});
	}

	@Test
	void whenParameterIsEventThenEventsOfThatTypeAreDelivered() {
		run(Events.class, () -> {
			this.feed.send("prices", "hello");
			this.feed.awaitReceived("open", "message hello");
			this.feed.connection("prices").sendClose(1000, "");
			Feed.await().untilAsserted(() -> assertThat(this.feed.received()).contains("close"));
		});
	}

	@Test
	void whenParameterIsBaseOfEventsThenAllEventsAreDelivered() {
		run(AllEvents.class, () -> {
			this.feed.send("prices", "hello");
			this.feed.awaitReceived("HeartbeatOpenEvent", "HeartbeatReadyEvent", "HeartbeatMessageEvent");
		});
	}

	@Test
	void whenParameterIsMessageThenTextAndBinaryAreDelivered() {
		run(Messages.class, () -> {
			this.feed.send("prices", "hello");
			this.feed.send("prices", new byte[] { 1 });
			this.feed.awaitReceived("true 5", "false 1");
		});
	}

	@Test
	void whenThereIsAParameterForTheClientThenItIsGivenInEitherPlace() {
		run(WithClient.class, () -> {
			this.feed.send("orders", Quote.ACME_JSON);
			this.feed.awaitReceived("first orders", "second orders");
		});
	}

	@Test
	void whenListenerNamesClientThenMessagesOfOthersAreNotDelivered() {
		run(Routed.class, () -> {
			this.feed.send("orders", "1");
			this.feed.awaitReceived("prices and orders: 1", "all: 1");
			this.feed.send("prices", "2");
			this.feed.awaitReceived("prices and orders: 1", "all: 1", "prices: 2", "prices and orders: 2", "all: 2");
		});
	}

	@Test
	void whenNameIsPlaceholderThenItIsResolved() {
		runner(Placeholders.class).withPropertyValues("app.feed=prices", "app.feeds=orders, prices").run((context) -> {
			assertThat(context).hasNotFailed();
			this.feed.send("orders", "1");
			this.feed.awaitReceived("feeds: 1");
			this.feed.send("prices", "2");
			this.feed.awaitReceived("feeds: 1", "feed: 2", "feeds: 2");
		});
	}

	@Test
	void whenClientIsNotEnabledThenItMayBeNamed() {
		runner(Routed.class).withPropertyValues("heartbeat.client.prices.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			this.feed.send("orders", "1");
			this.feed.awaitReceived("prices and orders: 1", "all: 1");
		});
	}

	@Test
	void whenAnnotationIsComposedThenAttributesHold() {
		run(Composed.class, () -> {
			this.feed.send("orders", "1");
			this.feed.awaitReceived("composed 1");
		});
	}

	@Test
	void whenThereAreSeveralListenersThenTheyAreCalledInOrder() {
		run(Ordered.class, () -> {
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.awaitReceived("first", "second", "third", "last");
		});
	}

	@Test
	void whenListenerIsAsynchronousThenItRunsOnAnotherThread() {
		run(Asynchronous.class, () -> {
			this.feed.send("prices", Quote.ACME_JSON);
			Feed.await().untilAsserted(() -> assertThat(this.feed.received()).hasSize(2));
			assertThat(this.feed.received()).doesNotHaveDuplicates();
		});
	}

	@Test
	void whenListenerIsTransactionalOnProxiedClassThenItRunsInTransaction() {
		runner(TransactionalListeners.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(TransactionalQuotes.class))).isTrue();
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.awaitReceived("begin", "active ACME", "commit");
		});
	}

	@Test
	void whenProxyIsMadeOfInterfacesThenMethodIsCalledOnProxy() {
		runner(InterfaceProxies.class).run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean(QuoteHandler.class))).isTrue();
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.awaitReceived("begin", "active ACME", "commit");
		});
	}

	@Test
	void whenClassOfBeanIsGenericThenVariablesAreReplaced() {
		run(Generics.class, () -> {
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.send("orders", "[" + Quote.ACME_JSON + "]");
			this.feed.awaitReceived(Quote.ACME, List.of(Quote.ACME));
		});
	}

	@Test
	void whenGenericMethodIsOverriddenThenItIsCalledOnce() {
		run(Overrides.class, () -> {
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.send("prices", "{\"symbol\":\"INIT\",\"price\":1}");
			this.feed.awaitReceived(Quote.ACME, new Quote("INIT", 1));
		});
	}

	@Test
	void whenBeanIsPrototypeThenEachMessageHasItsOwn() {
		run(Prototypes.class, () -> {
			this.feed.send("prices", "1");
			this.feed.send("prices", "2");
			Feed.await().untilAsserted(() -> assertThat(this.feed.received()).hasSize(2));
			assertThat(this.feed.received().get(0)).isNotSameAs(this.feed.received().get(1));
		});
	}

	@Test
	void whenBeanIsLazyThenFirstMessageMakesIt() {
		runner(LazyTexts.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("lazyTexts")).isFalse();
				this.feed.send("prices", "hello");
				this.feed.awaitReceived("created", "hello");
			});
	}

	@Test
	void whenListenerIsRegisteredThenItsIdIsItsSignature() {
		runner(Texts.class).run((context) -> {
			this.feed.connection("prices");
			context.getBean(ApplicationEventMulticaster.class)
				.removeApplicationListeners((listener) -> listener instanceof GenericApplicationListener generic
						&& generic.getListenerId().equals(Texts.class.getName() + ".on(java.lang.String)"));
			HeartbeatConnection connection = Feed.connection(context.getBean(HeartbeatClients.class).get("prices"));
			context.publishEvent(new HeartbeatMessageEvent(connection, "hello", 5));
			assertThat(this.feed.received()).isEmpty();
		});
	}

	private ApplicationContextRunner runner(Class<?>... configuration) {
		return this.feed.runner(configuration);
	}

	private void run(Class<?> configuration, Runnable test) {
		runner(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			test.run();
		});
	}

	static class Texts {

		private final Feed feed;

		Texts(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(String text) {
			this.feed.receive(text);
		}

	}

	static class Bytes {

		private final Feed feed;

		Bytes(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(byte[] bytes) {
			this.feed.receive(bytes);
		}

	}

	static class Buffers {

		private final Feed feed;

		Buffers(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(ByteBuffer buffer) {
			this.feed.receive(buffer);
		}

		@HeartbeatListener("prices")
		void alsoOn(ByteBuffer buffer) {
			this.feed.receive(buffer);
		}

	}

	static class Quotes {

		private final Feed feed;

		Quotes(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		private void on(Quote quote) {
			this.feed.receive(quote);
		}

	}

	static class ListsOfQuotes {

		private final Feed feed;

		ListsOfQuotes(Feed feed) {
			this.feed = feed;
		}

		@Order(1)
		@HeartbeatListener("prices")
		void on(List<? extends Quote> quotes) {
			assertThat(quotes.get(0)).isInstanceOf(Quote.class);
			this.feed.receive(quotes);
		}

		@Order(2)
		@HeartbeatListener("prices")
		void on(Quote[] quotes) {
			this.feed.receive(quotes);
		}

		@Order(3)
		@HeartbeatListener("prices")
		void onAny(List<Map<String, ?>> quotes) {
			assertThat(quotes.get(0).get("price")).isEqualTo(42);
			this.feed.receive(Map.of("symbol", "unread"));
		}

	}

	static class Trees {

		private final Feed feed;

		Trees(Feed feed) {
			this.feed = feed;
		}

		@Order(1)
		@HeartbeatListener("prices")
		void on(JsonNode tree) {
			this.feed.receive("tree " + tree);
		}

		@Order(2)
		@HeartbeatListener("prices")
		void on(long number) {
			this.feed.receive("number " + number);
		}

	}

	static class Events {

		private final Feed feed;

		Events(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(HeartbeatOpenEvent event) {
			this.feed.receive("open");
		}

		@HeartbeatListener("prices")
		void on(HeartbeatMessageEvent event) {
			this.feed.receive("message " + event.getText());
		}

		@HeartbeatListener("prices")
		void on(HeartbeatCloseEvent event) {
			this.feed.receive("close");
		}

	}

	static class AllEvents {

		private final Feed feed;

		AllEvents(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(HeartbeatEvent event) {
			this.feed.receive(event.getClass().getSimpleName());
		}

	}

	static class Messages {

		private final Feed feed;

		Messages(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(HeartbeatMessage message) {
			this.feed.receive(message.isText() + " " + message.getPayloadLength());
		}

	}

	static class WithClient {

		private final Feed feed;

		WithClient(Feed feed) {
			this.feed = feed;
		}

		@Order(1)
		@HeartbeatListener
		void on(HeartbeatClient client, Quote quote) {
			this.feed.receive("first " + client.getName());
		}

		@Order(2)
		@HeartbeatListener
		void on(HeartbeatMessageEvent event, HeartbeatClient client) {
			this.feed.receive("second " + client.getName());
		}

	}

	static class Routed {

		private final Feed feed;

		Routed(Feed feed) {
			this.feed = feed;
		}

		@Order(1)
		@HeartbeatListener("prices")
		void onPrices(String text) {
			this.feed.receive("prices: " + text);
		}

		@Order(2)
		@HeartbeatListener(clients = { "prices", "orders" })
		void onPricesAndOrders(String text) {
			this.feed.receive("prices and orders: " + text);
		}

		@Order(3)
		@HeartbeatListener
		void onAll(String text) {
			this.feed.receive("all: " + text);
		}

	}

	static class Placeholders {

		private final Feed feed;

		Placeholders(Feed feed) {
			this.feed = feed;
		}

		@Order(1)
		@HeartbeatListener("${app.feed}")
		void onFeed(String text) {
			this.feed.receive("feed: " + text);
		}

		@Order(2)
		@HeartbeatListener("${app.feeds}")
		void onFeeds(String text) {
			this.feed.receive("feeds: " + text);
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@HeartbeatListener
	@interface FeedListener {

		@AliasFor(annotation = HeartbeatListener.class, attribute = "clients")
		String feed();

	}

	static class Composed {

		private final Feed feed;

		Composed(Feed feed) {
			this.feed = feed;
		}

		@FeedListener(feed = "orders")
		void on(String text) {
			this.feed.receive("composed " + text);
		}

		@FeedListener(feed = "prices")
		void onOther(String text) {
			this.feed.receive("other " + text);
		}

	}

	static class Ordered {

		private final Feed feed;

		Ordered(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void last(Quote quote) {
			this.feed.receive("last");
		}

		@Order(3)
		@HeartbeatListener("prices")
		void third(HeartbeatMessageEvent event) {
			this.feed.receive("third");
		}

		@Order(2)
		@HeartbeatListener("prices")
		void second(Quote quote) {
			this.feed.receive("second");
		}

		@Order(1)
		@HeartbeatListener
		void first(String text) {
			this.feed.receive("first");
		}

	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	@Import(AsynchronousQuotes.class)
	static class Asynchronous {

	}

	static class AsynchronousQuotes {

		private final Feed feed;

		AsynchronousQuotes(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(Quote quote) {
			this.feed.receive(Thread.currentThread().getName());
		}

		@Async
		@HeartbeatListener("prices")
		void onAsync(Quote quote) {
			this.feed.receive(Thread.currentThread().getName());
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true)
	@Configuration(proxyBeanMethods = false)
	@Import({ TransactionalQuotes.class, RecordedTransactions.class })
	static class TransactionalListeners {

	}

	static class TransactionalQuotes {

		private final Feed feed;

		TransactionalQuotes(Feed feed) {
			this.feed = feed;
		}

		@Transactional
		@HeartbeatListener("prices")
		void on(Quote quote) {
			this.feed.receive((TransactionSynchronizationManager.isActualTransactionActive() ? "active " : "none ")
					+ quote.symbol());
		}

	}

	@EnableTransactionManagement
	@Configuration(proxyBeanMethods = false)
	@Import({ ProxiedQuoteHandler.class, RecordedTransactions.class })
	static class InterfaceProxies {

	}

	interface QuoteHandler {

		void on(Quote quote, HeartbeatClient client);

	}

	static class ProxiedQuoteHandler implements QuoteHandler {

		private final Feed feed;

		ProxiedQuoteHandler(Feed feed) {
			this.feed = feed;
		}

		@Override
		@Transactional
		@HeartbeatListener("prices")
		public void on(Quote quote, HeartbeatClient client) {
			this.feed.receive((TransactionSynchronizationManager.isActualTransactionActive() ? "active " : "none ")
					+ quote.symbol());
		}

	}

	static class RecordedTransactions extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient Feed feed;

		RecordedTransactions(Feed feed) {
			this.feed = feed;
		}

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.feed.receive("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.feed.receive("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.feed.receive("rollback");
		}

	}

	abstract static class Base<T> {

		private final Feed feed;

		Base(Feed feed) {
			this.feed = feed;
		}

		void receive(T payload) {
			this.feed.receive(payload);
		}

	}

	abstract static class PricesBase<T> extends Base<T> {

		PricesBase(Feed feed) {
			super(feed);
		}

		@HeartbeatListener("prices")
		void on(T payload) {
			receive(payload);
		}

	}

	abstract static class OrdersBase<T> extends Base<T> {

		OrdersBase(Feed feed) {
			super(feed);
		}

		@HeartbeatListener("orders")
		void on(T payload) {
			receive(payload);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Generics {

		@Bean
		PricesBase<Quote> quotes(Feed feed) {
			return new GenericQuotes(feed);
		}

		@Bean
		GenericLists lists(Feed feed) {
			return new GenericLists(feed);
		}

		static class GenericQuotes extends PricesBase<Quote> {

			GenericQuotes(Feed feed) {
				super(feed);
			}

		}

		static class GenericLists extends OrdersBase<List<Quote>> {

			GenericLists(Feed feed) {
				super(feed);
			}

			@Override
			void receive(List<Quote> payload) {
				assertThat(payload.get(0)).isInstanceOf(Quote.class);
				super.receive(payload);
			}

		}

	}

	static class Overrides extends PricesBase<Quote> {

		Overrides(Feed feed) {
			super(feed);
		}

		@Override
		void on(Quote payload) {
			super.on(payload);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		@Bean
		@Scope("prototype")
		PrototypeTexts texts(Feed feed) {
			return new PrototypeTexts(feed);
		}

	}

	static class PrototypeTexts {

		private final Feed feed;

		PrototypeTexts(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(String text) {
			this.feed.receive(this);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTexts {

		@Bean
		@Lazy
		Texts lazyTexts(Feed feed) {
			feed.receive("created");
			return new Texts(feed);
		}

	}

}
