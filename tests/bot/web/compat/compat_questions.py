"""Questions that the tests of all interfaces ask, and the policy that is asked about."""

ROBOTS = "人形机器人整机企业最高奖励多少？"
ELSEWHERE = "北京市的落户政策是什么？"
TITLE = "关于支持人工智能全产业链创新发展的若干政策措施"
