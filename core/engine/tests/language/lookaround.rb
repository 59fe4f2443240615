# Patterns that no automaton holds. The values are CRuby's.
module Checks
  def eq(actual, expected)
    describe "#{caller(1).first} #{expected.inspect}" do
      it { expect(actual).to eq expected }
    end
  end
end

control 'matching' do
  extend Checks
  eq('#includes' =~ /^#(?!include)/, nil)
  eq(["ä\n#other" =~ /^#(?!include)(o)/, $1, $~.begin(0), $~.pre_match], [2, 'o', 2, "ä\n"])
  eq "x'no'".match(/(['"]?)no\1/).to_a, ["'no'", "'"]
  eq(/(?<q>['"])(n)\k<q>/.match('"n"')[:q], '"')
  eq '"n"'.match?(/(?<q>['"])n\k<q>/), true
  eq '"n\''.match?(/(?<q>['"])n\k<q>/), false
  eq(/a(b)?(?=c)/.match('ac').to_a, ['a', nil])
  eq "abc\n".match?(/abc\Z/), true
  eq "abc\n\n".match?(/abc\Z/), false
  eq 'ABC'.match?(/a(?=b)/i), true
  eq Regexp.new('a(?=b)', Regexp::IGNORECASE).match?('AB'), true
  word = 'b'
  eq 'ab'.match?(/a(?=#{word})/), true
  eq((case 'ab' when /a(?!b)/ then 1 when /a(?=b)/ then 2 end), 2)
  eq %w[ab ac].grep(/a(?=b)/), %w[ab]
  eq((:ab =~ /(?<=a)b/), 1)
  eq nil =~ /a(?=b)/, nil
end

control 'texts' do
  extend Checks
  eq 'ab'[/(?<=a)b/], 'b'
  eq 'a=1'[/(\w)(?==)/, 1], 'a'
  eq 'ab'[/a(?!b)/], nil
  eq 'a1b2'.scan(/\w(?=\d)/), %w[a b]
  eq 'a1b22'.scan(/([a-z])(?=\d)\d/), [['a'], ['b']]
  eq 'k1,k2'.gsub(/(?<=k)(\d)/, '<\1>'), 'k<1>,k<2>'
  eq 'aab'.sub(/a(?=b)/, '-'), 'a-b'
  text = +'a b'
  eq [text.gsub!(/ (?=b)/, '_'), text, text.sub!(/ (?=b)/, '')], ['a_b', 'a_b', nil]
  eq 'aXbXc'.split(/X(?=b)/), %w[a bXc]
  eq 'äb'.index(/(?<=ä)b/), 1
  eq 'a-b-c'.partition(/-(?=c)/), ['a-b', '-', 'c']
  eq ['ab'.start_with?(/a(?=b)/), 'xab'.start_with?(/a(?=b)/)], [true, false]
end

control 'patterns' do
  extend Checks
  pattern = /a(?=b)/i
  eq [pattern.source, pattern.inspect, pattern.to_s, pattern.options], ['a(?=b)', '/a(?=b)/i', '(?i-mx:a(?=b))', 1]
  eq [pattern == /a(?=b)/i, pattern == /a(?=b)/, pattern.is_a?(Regexp)], [true, false, true]
  describe('ab') { it { should match(/a(?=b)/) } }
  describe('ac') { it { should_not match(/a(?=b)/) } }
end
