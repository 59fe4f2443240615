# What the engine adds of Ruby's library. The values are CRuby's, where it has the feature.
module Checks
  def eq(actual, expected)
    describe "#{caller(1).first} #{expected.inspect}" do
      it { expect(actual).to eq expected }
    end
  end

  def raises(kind)
    raised = begin
      yield
      nil
    rescue Exception => e
      e
    end
    describe "#{caller(1).first} #{kind}" do
      it { expect(raised).to be_a kind }
    end
  end
end

control 'collections' do
  extend Checks
  eq (1..10).step(3).to_a, [1,4,7,10]
  eq (1...10).step(3).to_a, [1,4,7]
  eq (1..).step(5).first(2), [1,6]
  eq (1.0..2.0).step(0.5).to_a, [1.0,1.5,2.0]
  eq ('a'..'e').step(2).to_a, %w[a c e]
  eq [1,2,4,5].slice_when { |a,b| b != a+1 }.to_a, [[1,2],[4,5]]
  eq({a: 1}.to_set.size, 1)
  eq [1,1].to_set { |x| x * 2 }.to_a, [2]
  class KK; A=1; private_constant :A; def self.z; 1; end; private_class_method :z; end
  raises(NoMethodError) { KK.z }
  eq :abc.start_with?('a'), true
  eq 5.pred, 4
end

control 'path' do
  extend Checks
  eq File.join('a','/b','c/'), 'a/b/c/'
  eq File.join('/', 'etc'), '/etc'
  eq File.join('a'), 'a'
  eq File.join, ''
  eq File.join(['a', ['b']]), 'a/b'
  eq File.basename('/a/b.rb', '.rb'), 'b'
  eq File.basename('/a/b.tar.gz', '.*'), 'b.tar'
  eq File.basename('/'), '/'
  eq File.basename('/a/b/'), 'b'
  eq File.basename(''), ''
  eq File.dirname('/a/b'), '/a'
  eq File.dirname('/a'), '/'
  eq File.dirname('a'), '.'
  eq File.dirname('/'), '/'
  eq File.dirname('a//b'), 'a'
  eq File.dirname('/a/b/'), '/a'
  eq File.extname('a.rb'), '.rb'
  eq File.extname('.bashrc'), ''
  eq File.extname('a.'), ''
  eq File.extname('a/b.d/c'), ''
  eq File.expand_path('../c/./d', '/a/b'), '/a/c/d'
  eq File.expand_path('/..'), '/'
  eq File.split('/a/b'), ['/a','b']
  eq (Pathname.new('/a') + 'b/../c').to_s, '/a/c'
  eq (Pathname('/a') / '/x').to_s, '/x'
  eq Pathname.new('/a/b.rb').basename('.rb').to_s, 'b'
  eq Pathname.new('a/./b/../../..').cleanpath.to_s, '..'
  eq Pathname.new('/../a').cleanpath.to_s, '/a'
  eq Pathname.new('/a').absolute?, true
end

control 'shellwords' do
  extend Checks
  eq Shellwords.escape("a b'c"), "a\\ b\\'c"
  eq Shellwords.escape(''), "''"
  eq Shellwords.escape("a\nb"), "a'\n'b"
  eq Shellwords.split(%q(a "b c" d\ e 'f g'h "x\"y\z")), ['a', 'b c', 'd e', 'f gh', 'x"y\z']
  eq Shellwords.split("  a  "), ['a']
  eq Shellwords.split("''"), ['']
  eq Shellwords.split("a '' b"), ['a','','b']
  eq Shellwords.split(''), []
  raises(ArgumentError) { Shellwords.split("a 'b") }
  eq %w[a b\ c].shelljoin, 'a b\ c'
end

control 'date' do
  extend Checks
  eq Date.parse('2024-02-29').to_s, '2024-02-29'
  eq Date.parse('Dec 31, 2025').to_s, '2025-12-31'
  eq Date.parse('31 December 2025').to_s, '2025-12-31'
  eq Date.parse('20240229').to_s, '2024-02-29'
  eq Date.parse('2024/3/1').to_s, '2024-03-01'
  raises(Date::Error) { Date.parse('2023-02-29') }
  raises(Date::Error) { Date.parse('rubbish') }
  eq (Date.new(2024,3,1) - Date.new(2024,2,1)), 29
  eq (Date.new(2024,1,31) >> 1).to_s, '2024-02-29'
  eq (Date.new(2024,3,1) - 1).to_s, '2024-02-29'
  eq Date.new(2024,12,31).yday, 366
  eq Date.new(2024,-1 + 13,-1).to_s, '2024-12-31'
  eq Date.new(1970,1,1).wday, 4
  eq Date.new(1970,1,1).jd, 2440588
  eq Date.from_days(-1).to_s, '1969-12-31'
  eq Date.new(2024,1,1) < Date.new(2024,1,2), true
  eq Date.strptime('03/15/2024', '%m/%d/%Y').to_s, '2024-03-15'
  eq Date.strptime('15-Mar-24', '%d-%b-%y').to_s, '2024-03-15'
  eq Date.valid_date?(2023, 2, 29), false
  eq Date.today.is_a?(Date), true
  eq Date.new(2024,3,5).strftime('%d %b %Y'), '05 Mar 2024'
end

control 'time' do
  extend Checks
  eq Time.parse('2024-01-02T03:04:05Z').to_i, 1704164645
  eq Time.parse('2024-01-02 03:04:05 +0100').to_i, 1704161045
  eq Time.parse('Jan  2 03:04:05 2024 GMT').to_i, 1704164645
  eq Time.parse('Tue, 02 Jan 2024 03:04:05 +0000').to_i, 1704164645
  eq Time.parse('2024-01-02T03:04:05.678+05:30').to_i, 1704144845
  eq Time.parse('2024-01-02 3:04 pm UTC').to_i, 1704207840
  eq Time.strptime('1704164645', '%s').to_i, 1704164645
  eq Time.strptime('2024-01-02 03:04:05 UTC', '%Y-%m-%d %H:%M:%S %Z').to_i, 1704164645
  eq Time.parse('2024-01-02T03:04:05Z').utc.iso8601, '2024-01-02T03:04:05Z'
  raises(ArgumentError) { Time.parse('rubbish') }
  raises(ArgumentError) { Time.parse('2024-13-02') }
  eq Time.at(0).utc.to_date.to_s, '1970-01-01'
end

control 'encoding' do
  extend Checks
  eq 'a'.encoding, Encoding::UTF_8
  eq 'a'.encoding.to_s, 'UTF-8'
  eq "a\xff".encode('UTF-8', invalid: :replace, undef: :replace, replace: '?'), 'a?'
  eq 'a'.encode('UTF-16', 'UTF-8'), 'a'
  eq 'abc'.unicode_normalize, 'abc'
  eq 'a'.valid_encoding?, true
  eq "\xff".valid_encoding?, false
end

control 'containers' do
  extend Checks
  o = OpenStruct.new(a: 1, 'b' => 2); o.c = 3
  eq [o.a, o.b, o.c, o.d, o[:a], o.to_h], [1,2,3,nil,1,{a: 1,b: 2,c: 3}]
  eq o.respond_to?(:a), true
  m = Hashie::Mash.new(a: { b: [{ c: 1 }] }, 'x' => 2)
  eq m.a.b.first.c, 1
  eq m[:x], 2
  eq m.x?, true
  eq m.zz, nil
  m.new_one = 5
  eq m['new_one'], 5
  eq m.key?(:a), true
  eq m.dig(:a, :b, 0, :c), 1
  eq m.fetch(:x), 2
  eq m.to_h.is_a?(Hash), true
end

control 'times with an offset' do
  extend Checks
  eq Time.new(2030, 5, 31, 23, 59, 59, '+02:00').utc.to_s, '2030-05-31 21:59:59 UTC'
  eq Time.new(2030, 5, 31, 23, 59, 59, 3600).to_i, 1906498799
  eq Time.new(2030, in: 'UTC').to_i, 1893456000
  raises(ArgumentError) { Time.new(2030, 5, 31, 0, 0, 0, 'x') }
  eq Time.new(2030, 5, 31).year, 2030
end

control 'json and yaml' do
  extend Checks
  eq JSON.pretty_generate({}), '{}'
  raises(JSON::ParserError) { JSON.parse('{') }
  raises(TypeError) { JSON.parse(nil) }
  r = []; r << r
  raises(JSON::GeneratorError) { JSON.generate(r) }
  raises(JSON::GeneratorError) { JSON.generate([0.0/0.0]) }
  eq JSON.parse('{"a":[1,2.5,null,true,"x"]}'), { "a" => [1, 2.5, nil, true, "x"] }
  eq JSON.parse('{"a":{"b":1}}', symbolize_names: true), { a: { b: 1 } }
  eq JSON.generate({ a: [1, nil, :b], "c" => 1.5 }), '{"a":[1,null,"b"],"c":1.5}'
  eq JSON.parse(JSON.pretty_generate({ a: [1, { b: [] }], c: {} })), { "a" => [1, { "b" => [] }], "c" => {} }
  eq JSON.pretty_generate({ a: [1] }), "{\n  \"a\": [\n    1\n  ]\n}"
  eq [1, "a"].to_json, '[1,"a"]'
  eq "é".to_json, '"é"'
  eq YAML.load("a: [1, x]\nb: {c: true}"), { "a" => [1, "x"], "b" => { "c" => true } }
  eq YAML.safe_load("- 0644\n- yes"), [420, true]
  eq YAML.load("a: 1", symbolize_names: true), { a: 1 }
  raises(Psych::SyntaxError) { YAML.load("a: [") }
  raises(Psych::SyntaxError) { YAML.load("--- !ruby/object:Object {}\n: [") }
end

control 'output' do
  extend Checks
  eq $stdout.respond_to?(:puts), true
  $stdout.puts 'x'
  $stderr << 'a' << 'b'
  printf('%d', 5)
  eq STDERR.write('abc'), 3
  eq Inspec::Log.debug('x'), nil
  Inspec::Log.warn('seen')
end
