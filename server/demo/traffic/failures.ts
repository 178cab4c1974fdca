import { chance, pick } from './chance.ts'
import type { Payment } from './shop-data.ts'

/** One failed attempt as Spring Kafka reports it. */
export interface Failure {
  exceptionClass: string
  causeClass: string
  message: string
  stackTrace: string
  /** Whether a later attempt may succeed. */
  transient: boolean
}

interface Cause {
  className: string
  message: string
  frames: readonly string[]
  transient: boolean
}

const LISTENER = 'org.springframework.kafka.listener.ListenerExecutionFailedException'
const METHOD =
  'public void com.example.shop.payment.PaymentListener.onPayment(com.example.shop.payment.PaymentRequested)'

const CONTAINER_FRAMES = [
  'org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invokeHandler(MessagingMessageListenerAdapter.java:474)',
  'org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invoke(MessagingMessageListenerAdapter.java:421)',
  'org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter.onMessage(RecordMessagingMessageListenerAdapter.java:85)',
  'org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter.onMessage(RecordMessagingMessageListenerAdapter.java:50)',
  'org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeOnMessage(KafkaMessageListenerContainer.java:2871)',
  'org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.invokeOnMessage(KafkaMessageListenerContainer.java:2847)',
  'org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeRecordListener(KafkaMessageListenerContainer.java:2765)',
  'org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.invokeRecordListener(KafkaMessageListenerContainer.java:2604)',
  'org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.run(KafkaMessageListenerContainer.java:1380)',
  'java.base/java.util.concurrent.CompletableFuture$AsyncRun.run(CompletableFuture.java:1804)',
  'java.base/java.lang.Thread.run(Thread.java:840)',
] as const
const CALLER = 'com.example.shop.payment.PaymentListener.onPayment(PaymentListener.java:41)'

function causes(payment: Payment): [Cause, ...Cause[]] {
  return [
    {
      className: 'org.springframework.web.client.ResourceAccessException',
      message: 'I/O error on POST request for "https://psp.example.com/v2/charges": Read timed out',
      frames: [
        'org.springframework.web.client.RestTemplate.createResourceAccessException(RestTemplate.java:915)',
        'com.example.shop.payment.PspClient.charge(PspClient.java:88)',
      ],
      transient: true,
    },
    {
      className: 'com.example.shop.payment.CardDeclinedException',
      message: `Card declined by issuer: code 51 (insufficient funds) for order ${payment.orderId}`,
      frames: ['com.example.shop.payment.PspClient.charge(PspClient.java:102)'],
      transient: false,
    },
    {
      className: 'com.example.shop.fraud.RiskTooHighException',
      message: `Risk score 0.${51 + (payment.paymentId.charCodeAt(5) % 49)} of ${payment.paymentId} is above the limit of 0.50`,
      frames: ['com.example.shop.fraud.RiskClient.check(RiskClient.java:57)'],
      transient: false,
    },
    {
      className: 'java.lang.IllegalStateException',
      message: `No exchange rate for ${payment.amount.currency} at ${payment.requestedAt.slice(0, 10)}`,
      frames: ['com.example.shop.payment.ExchangeRates.rateFor(ExchangeRates.java:33)'],
      transient: true,
    },
    {
      className: 'org.springframework.dao.DuplicateKeyException',
      message:
        'PreparedStatementCallback; SQL [insert into charge (payment_id, amount) values (?, ?)]; ' +
        `ERROR: duplicate key value violates unique constraint "charge_pkey" Detail: Key (payment_id)=(${payment.paymentId}) already exists.`,
      frames: [
        'org.springframework.jdbc.support.SQLExceptionSubclassTranslator.doTranslate(SQLExceptionSubclassTranslator.java:88)',
        'com.example.shop.payment.ChargeRepository.insert(ChargeRepository.java:29)',
      ],
      transient: false,
    },
  ]
}

/** A failure of charging this payment: of one of several kinds, or again of the kind it had before. */
export function makeFailure(payment: Payment, causeClass?: string): Failure {
  const all = causes(payment)
  const cause = all.find(({ className }) => className === causeClass) ?? pick(all)
  const message = `Listener method '${METHOD}' threw exception`
  const frames = (list: readonly string[]) => list.map((frame) => `\tat ${frame}\n`).join('')
  return {
    exceptionClass: LISTENER,
    causeClass: cause.className,
    message: `${message}; ${cause.message}`,
    stackTrace:
      `${LISTENER}: ${message}\n${frames(CONTAINER_FRAMES)}` +
      `Caused by: ${cause.className}: ${cause.message}\n${frames([...cause.frames, CALLER])}` +
      `\t... ${CONTAINER_FRAMES.length} more\n`,
    transient: cause.transient,
  }
}

/** Whether another attempt fails again. */
export function failsAgain(failure: Pick<Failure, 'transient'>): boolean {
  return !failure.transient || chance(0.4)
}
