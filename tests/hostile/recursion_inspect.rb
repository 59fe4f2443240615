# inspect of an array that is nested 200,000 deep.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      a = []
      200_000.times { a = [a] }
      a.inspect
      a.flatten
      a.hash
      a == [a]
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
