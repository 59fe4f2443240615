# A pattern with lookahead and backreference that backtracks for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Regexp.new('\A(?=(a+))(a+)+\1*\z').match('a' * 60 + 'b')
      loop {}
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
