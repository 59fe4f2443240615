# Every matcher, holding and failing; what InSpec says of each is in matchers.json.
control 'cmp' do
  describe '0640' do
    it { should cmp '0640' }
    it { should cmp '0644' }
    it { should cmp 640 }
    it { should_not cmp '0640' }
    it { should cmp >= '1.2' }
    it { should cmp(/06/) }
    it { should cmp(/99/) }
    it { should cmp 1.5 }
    it { should cmp nil }
  end
  describe 420 do
    it { should cmp '0644' }
    it { should cmp '0640' }
    it { should cmp '420' }
    it { should cmp 421 }
    it { should cmp >= 500 }
    it { should cmp < 5 }
    it { should_not cmp > 5 }
    it { should cmp 'abc' }
    it { should cmp ['a'] }
    it { should cmp(/42/) }
    it { should cmp 420.0 }
    it { should cmp >= '0644' }
  end
  describe true do
    it { should cmp 'true' }
    it { should cmp 'TRUE' }
    it { should cmp 'false' }
    it { should cmp false }
    it { should cmp nil }
  end
  describe nil do
    it { should cmp nil }
    it { should cmp 'x' }
    it { should cmp '0644' }
    it { should cmp >= 5 }
    it { should cmp 1.5 }
  end
  describe ['Abc'] do
    it { should cmp 'abc' }
    it { should cmp 'abd' }
    it { should cmp ['abc'] }
    it { should cmp ['Abc'] }
    it { should cmp '0644' }
  end
  describe ['a', 'b'] do
    it { should cmp 'a' }
    it { should cmp ['a', 'b'] }
    it { should cmp ['a', 'c'] }
  end
  describe '1.10.2' do
    it { should cmp >= '1.9' }
    it { should cmp < '1.9' }
    it { should cmp > '1.10.2-rc1' }
    it { should cmp > '1.10.2.rc1' }
    it { should cmp >= 1 }
    it { should cmp =~ /1/ }
    it { should cmp == '1.10.2' }
    it { should cmp != '1.10.2' }
  end
  describe :sym do
    it { should cmp 'SYM' }
    it { should cmp 'x' }
    it { should cmp :sym }
  end
  describe 'true' do
    it { should cmp true }
    it { should cmp false }
  end
  describe '5' do
    it { should cmp 5 }
    it { should cmp > 4 }
    it { should cmp 5.0 }
    it { should cmp 'a b' }
  end
  describe({ 'a' => 1 }) do
    it { should cmp 'x' }
  end
end
control 'eq' do
  describe 'abc' do
    it { should eq 'abc' }
    it { should eq 'abd' }
    it { should_not eq 'abc' }
    it { should eq nil }
    it { should eq 5 }
    it { should eq :abc }
    it { should eq ['abc'] }
    it { should eql 'abd' }
    it { should eq "a\nb\u0001\e\"\#{x}" }
    it { should be_nil }
    it { should_not be_nil }
    it { should be_empty }
    it { should_not be_empty }
    it { should be > 'abd' }
    it { should be > 5 }
    it { should_not be > 'abb' }
    it { should be == 'x' }
    it { should be }
    it { should_not be }
    it { should be_truthy }
    it { should be_falsey }
    it { should_not be_truthy }
    it { should be_falsy }
    it { should be_a String }
    it { should be_a Integer }
    it { should_not be_a_kind_of String }
    it { should be_an_instance_of Integer }
    it { should be_instance_of String }
    it { should match(/b/) }
    it { should match(/x/) }
    it { should match 'b' }
    it { should_not match(/b/) }
    it { should include 'b' }
    it { should include 'x' }
    it { should include 'x', 'y' }
    it { should include 'a', 'y' }
    it { should_not include 'b' }
    it { should start_with 'a' }
    it { should start_with 'b' }
    it { should end_with 'c' }
    it { should end_with 'x' }
    it { should_not end_with 'c' }
    it { should be_in ['abc', 'x'] }
    it { should be_in ['x', 'y', 'z'] }
    it { should be_in 'x' }
    it { should_not be_in ['abc', 'x'] }
    it { should respond_to :length }
    it { should respond_to :foo }
    it { should respond_to :foo, :bar }
    it { should_not respond_to :length }
    it { should be_foo }
    it { should_not be_foo }
    it { should have_foo 'x' }
    it { should be_between('a', 'b') }
    it { should be_between('b', 'c') }
    it { should be_true }
    it { should include('b').once }
    it { should include('b').twice }
    it { should include('b').exactly(3).times }
    it { should exist }
    it { should satisfy('be long') { |x| x.length > 10 } }
    it { should match(/x/).or eq('abd') }
    it { should match(/x/).and eq('abd') }
    it { should match(/b/).and eq('abd') }
    it { should match(/b/).and eq('abc') }
    it { should contain_exactly('a') }
  end
  describe 5 do
    it { should eq 6 }
    it { should be >= 6 }
    it { should be <= 4 }
    it { should_not be <= 6 }
    it { should be < nil }
    it { should be_between(1, 3) }
    it { should be_between(1, 3).exclusive }
    it { should be_between(1, 7) }
    it { should be_within(1).of(7) }
    it { should be 6 }
    it { should be_zero }
    it { should be_positive }
    it { should include 5 }
    it { should match(/5/) }
    it { should be_in [1, 2] }
    it { should be_in 1..3 }
    it { should eql 5.0 }
    it { should eq 5.0 }
    it { should_not eq 5 }
    it { should == 6 }
    it { should > 6 }
    it { should_not == 5 }
  end
  describe [1, 2, 3] do
    it { should include 2 }
    it { should include 4 }
    it { should include 4, 5, 6 }
    it { should_not include 2, 4 }
    it { should eq [1, 2] }
    it { should eq %w{a b} }
    it { should match_array [3, 2, 1] }
    it { should match_array [3, 2, 4] }
    it { should contain_exactly(1, 2) }
    it { should_not contain_exactly(1, 2, 3) }
    it { should all(be > 1) }
    it { should all be > 0 }
    it { should all(eq(2)) }
    it { should be_in [1, 2] }
    it { should be_in [1, 2, 3, 4] }
    it { should_not be_in [1, 7] }
    it { should contain_duplicates }
    it { should_not contain_duplicates }
    it { should start_with 1 }
    it { should start_with 1, 2 }
    it { should start_with 2 }
    it { should be_empty }
    it { should include(a_kind_of(String)) }
    it { should include(be > 5) }
    it { should eq nil }
    it { should be_nil }
    it { should cmp 5 }
    it { should match [1, 2, Integer] }
    it { should match [1, 2, a_string_matching(/x/)] }
  end
  describe({ 'b' => 1, 'a' => { x: [nil, true] } }) do
    it { should include 'a' }
    it { should include 'zz' }
    it { should include('b' => 1) }
    it { should include('b' => 2, 'c' => 3) }
    it { should eq({ 'b' => 2 }) }
    it { should be_empty }
    it { should have_key 'b' }
    it { should have_key 'c' }
    it { should_not have_key 'b' }
    its(['b']) { should eq 1 }
    its(['a']) { should eq 1 }
    its('keys') { should eq ['a'] }
    it { should have_attributes(size: 3) }
    it { should have_attributes(size: 2) }
    it { should have_attributes(foo: 2) }
  end
  describe nil do
    it { should eq 'x' }
    it { should be_nil }
    it { should_not be_nil }
    it { should include 'x' }
    it { should_not include 'x' }
    it { should match(/x/) }
    it { should be > 5 }
    it { should be_empty }
    it { should be_in [nil] }
    it { should be true }
    it { should_not be nil }
    it { should all(eq 1) }
  end
  describe true do
    it { should eq false }
    it { should be false }
    it { should be true }
    it { should_not be true }
    it { should be_truthy }
    it { should eq true }
  end
  describe "line one\nline two\nline three\nroot:x:0\n" do
    it { should eq "line one\nline 2\nline three\n" }
    it { should match(/nothing/) }
    it { should_not match(/root/) }
    it { should include 'nothing' }
    it { should include 'two' , 'xx' }
    it { should include 'line two', 'xx' }
    it { should cmp 'x' }
    it { should match 'zzz' }
  end
  describe 'x' * 300 do
    it { should eq 'y' * 300 }
    it { should match(/y/) }
    it { should cmp 'y' }
    it { should include 'y' * 250 }
  end
  describe((1..60).map { |i| "element#{i}" }) do
    it { should eq %w{a b} }
    it { should include 'zz' }
    it { should be_in ['x'] }
  end
  describe 1.5 do
    it { should eq 1.25 }
    it { should cmp '1.5' }
    it { should cmp 2 }
  end
  describe Time.at(0).utc do
    it { should eq 5 }
  end
end
control 'expect' do
  describe 'x' do
    it 'has a name' do
      expect('a').to eq 'b'
    end
    it 'two' do
      expect([1]).not_to include 1
    end
  end
end
